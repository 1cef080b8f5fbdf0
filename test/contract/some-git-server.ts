import { symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bytesOf, gitOverHttp } from '../../playground/github/git-over-http.ts';
import { send } from '../../playground/github/send.ts';
import { type SomeRepo, someFolder } from './some-repo.ts';

/** Who comes, as `Basic` says it: what is answered to them. */
type Door = (who: string, isPush: boolean) => 401 | 403 | 302 | undefined;

export type SomeGitServer = Readonly<{
  /** Of the repository, as people name it. */
  url: string;
  host: string;
  /** Every request, with who made it. */
  calls: string[];
  /** Answers to pushes get lost on their way from now on, though the push was done. */
  loseAnswers(): void;
  close(): Promise<void>;
}>;

/** Real git over HTTP on a repository of this machine, and nothing beside it. */
export async function someGitServer(repo: SomeRepo, door: Door): Promise<SomeGitServer> {
  const root = someFolder();
  symlinkSync(repo.folder, join(root, 'agent.git'));
  const calls: string[] = [];
  let isLost = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, pair = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const who = Buffer.from(pair, 'base64').toString();
    calls.push(`${who} ${request.method} ${request.url}`);
    const refused = door(who, request.url?.includes('receive-pack') ?? false);
    const body = await bytesOf(request);
    if (refused) {
      const headers = { 'www-authenticate': 'Basic realm="git"', location: 'http://127.0.0.1:1/agent.git' };
      return send(response, { status: refused, headers, body: '' });
    }
    const answered = await gitOverHttp(root, request, body);
    if (isLost && request.method === 'POST' && request.url?.endsWith('git-receive-pack'))
      return void request.socket.destroy();
    send(response, answered);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/agent.git`,
    calls,
    loseAnswers() {
      isLost = true;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
