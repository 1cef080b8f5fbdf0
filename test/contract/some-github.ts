import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { type Answer, type GitHubApi, NAME } from './some-github-api.ts';
import { type SomeRepo, someFolder } from './some-repo.ts';

/** What goes wrong with a request: it never arrives, or only its answer gets lost, or a proxy or GitHub turn it away. */
export type Fault = 'lost-request' | 'lost-answer' | 'bad-gateway' | 'too-fast';

export type SomeGitHub<Api extends GitHubApi> = Readonly<{
  url: string;
  api: Api;
  /** Every request, as `POST /repos/acme/agent/pulls`. */
  calls: string[];
  /** Lets requests fail from now on; `undefined` for none. */
  break(fault: ((call: string) => Fault | undefined) | undefined): void;
  close(): Promise<void>;
}>;

/** Real git over HTTP on a repository of this machine, and beside it what else GitHub is asked. */
export async function someGitHub<Api extends GitHubApi>(repo: SomeRepo, api: Api): Promise<SomeGitHub<Api>> {
  const root = someFolder();
  mkdirSync(dirname(join(root, NAME)), { recursive: true });
  symlinkSync(repo.folder, join(root, `${NAME}.git`));
  const calls: string[] = [];
  let faultOf: ((call: string) => Fault | undefined) | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/^\/api\/v3/, '');
    const call = `${request.method} ${path}`;
    calls.push(call);
    const body = await bytesOf(request);
    const isGit = path.includes('.git/');
    const fault = faultOf?.(call);
    if (fault === 'lost-request') return void request.socket.destroy();
    if (fault === 'bad-gateway') return send(response, { status: 502, body: { message: 'Bad gateway' } });
    if (fault === 'too-fast')
      return send(response, {
        status: isGit ? 429 : 403,
        headers: { 'retry-after': '0' },
        body: { message: 'You have exceeded a secondary rate limit' },
      });
    const answered = isGit ? await git(request, body) : await api.answer(request, path, body);
    if (fault === 'lost-answer') return void request.socket.destroy();
    send(response, answered);
  }

  async function git(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const [, pair = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const [, token] = Buffer.from(pair, 'base64').toString().split(':');
    if (token === undefined || !api.tokens.has(token))
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' }, body: '' };
    if (!request.url?.startsWith(`/${NAME}.git/`)) return { status: 404, body: 'Repository not found.' };
    return gitBackend(root, request, body);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    api,
    calls,
    break(fault) {
      faultOf = fault;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await api.close();
    },
  };
}

/** https://git-scm.com/docs/git-http-backend, by CGI. */
export async function gitBackend(
  root: string,
  { url = '', method, headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const [path = '', query = ''] = url.split('?');
  const child = spawn('git', ['-c', 'http.receivepack=true', '-c', 'receive.autogc=false', 'http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      REMOTE_USER: 'someone',
    },
  });
  child.stdin.on('error', () => undefined).end(body);
  const out = await bytesOf(child.stdout);
  const end = out.indexOf('\r\n\r\n');
  const lines = out.subarray(0, end).toString().split('\r\n');
  const given = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
  return { status: Number.parseInt(given.Status ?? '200', 10), headers: given, body: out.subarray(end + 4) };
}

export function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  if (Buffer.isBuffer(body) || typeof body === 'string') response.writeHead(status, headers).end(body);
  else response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
