import { spawn } from 'node:child_process';
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './api.ts';

/** `url` with its query. */
type GitRequest = Readonly<{ method?: string | undefined; url?: string | undefined; headers: IncomingHttpHeaders }>;

/** What git asks over HTTP, answered by git itself: https://git-scm.com/docs/git-http-backend, by CGI. @param root holds `owner/name.git` */
export async function gitOverHttp(
  root: string,
  { url = '', method, headers }: GitRequest,
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

export async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The token that git was given: it comes as a password. */
export function tokenIn({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  const [, pair = ''] = /^Basic (.+)$/.exec(authorization) ?? [];
  return Buffer.from(pair, 'base64').toString().split(':')[1];
}
