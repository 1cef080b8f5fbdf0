import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Answer } from '../../playground/github/api.ts';
import { bytesOf, gitOverHttp, tokenIn } from '../../playground/github/git-over-http.ts';
import { send } from '../../playground/github/send.ts';
import { type GitHubApi, NAME } from './some-github-api.ts';
import { type SomeRepo, someFolder } from './some-repo.ts';

/** What goes wrong with a request: it never arrives, or only its answer gets lost, or a proxy or GitHub turn it away. */
export type Fault = 'lost-request' | 'lost-answer' | 'bad-gateway' | 'too-fast';

export type SomeGitHub<Api extends GitHubApi> = Readonly<{
  url: string;
  api: Api;
  /** Every request, as `POST /repos/acme/agent/pulls`. */
  calls: string[];
  /** Lets requests fail from now on; `undefined` for none. */
  break(fault: ((call: string) => Fault | Answer | undefined) | undefined): void;
  close(): Promise<void>;
}>;

/** Real git over HTTP on a repository of this machine, and beside it what else GitHub is asked. */
export async function someGitHub<Api extends GitHubApi>(repo: SomeRepo, api: Api): Promise<SomeGitHub<Api>> {
  const root = someFolder();
  mkdirSync(dirname(join(root, NAME)), { recursive: true });
  symlinkSync(repo.folder, join(root, `${NAME}.git`));
  const calls: string[] = [];
  let faultOf: ((call: string) => Fault | Answer | undefined) | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/^\/api\/v3/, '');
    const call = `${request.method} ${path}`;
    calls.push(call);
    const body = await bytesOf(request);
    const isGit = path.includes('.git/');
    const fault = faultOf?.(call);
    if (typeof fault === 'object') return send(response, fault);
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
    const token = tokenIn(request.headers);
    if (token === undefined || !api.tokens.has(token))
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' }, body: '' };
    if (!request.url?.startsWith(`/${NAME}.git/`)) return { status: 404, body: 'Repository not found.' };
    return gitOverHttp(root, request, body);
  }

  // Tests hold this process up with git: a line that was idle meanwhile must not be cut.
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
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
