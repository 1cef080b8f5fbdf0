import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messageList } from '../../src/formats/message-list.ts';
import { slackFile } from '../../src/sources/slack-file.ts';

const TRACE = JSON.stringify([
  { role: 'user', content: 'Where is my order?' },
  { role: 'assistant', content: 'On its way.' },
]);
const TOKEN = 'xoxb-some';
/** As Slack answers, by path; `seen` are the tokens that came along. */
const ANSWERS: Readonly<Record<string, Readonly<{ status: number; type?: string; body?: string; location?: string }>>> =
  {
    '/trace': { status: 200, body: TRACE },
    '/gone': { status: 404 },
    '/sign-in': { status: 302, location: '/trace' },
    '/page': { status: 200, type: 'text/html; charset=utf-8', body: '<html>' },
    '/broken': { status: 503 },
    '/large': { status: 200, body: `"${'x'.repeat(5_000)}"` },
  };
const seen: (string | undefined)[] = [];
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    const { status, type = 'application/json', body = '', location } = ANSWERS[request.url ?? ''] ?? { status: 404 };
    response.writeHead(status, { 'content-type': type, ...(location && { location }) }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

const source = (token: string | undefined = TOKEN) =>
  slackFile([messageList], { token, apiUrl: `${url}/api/`, maxBytes: 4_000 });
const read = (locator: string, signal?: AbortSignal) => source().fetch({ source: 'slack-file', locator }, signal);

it('reads a file with the token of the bot', async () => {
  const trace = await read(`${url}/trace`);
  expect(JSON.stringify(trace.runs)).toContain('On its way.');
  expect(seen).toEqual([`Bearer ${TOKEN}`]);
});

it.each([
  ['/gone', 'file-not-found'],
  ['/sign-in', 'source-denied'],
  ['/page', 'source-denied'],
  ['/broken', 'source-unavailable'],
  ['/large', 'trace-unreadable'],
])('says what is wrong: %s', async (path, kind) => {
  await expect(read(`${url}${path}`)).rejects.toMatchObject({ kind });
});

it('sends the token nowhere else, and does nothing without one', async () => {
  const before = seen.length;
  for (const elsewhere of [
    url.replace('127.0.0.1', 'localhost'),
    url.replace('http', 'https'),
    `${url}@evil.example`,
    'file:///etc/passwd',
    'no address',
  ])
    await expect(read(elsewhere)).rejects.toMatchObject({ kind: 'link-foreign' });
  const usual = slackFile([messageList], { token: TOKEN, apiUrl: undefined });
  await expect(usual.fetch({ source: 'slack-file', locator: `${url}/trace` })).rejects.toMatchObject({
    kind: 'link-foreign',
  });
  await expect(
    slackFile([], { token: undefined, apiUrl: url }).fetch({ source: 'slack-file', locator: url }),
  ).rejects.toMatchObject({ kind: 'source-denied' });
  expect(seen).toHaveLength(before);
});

it('takes no address that somebody types, and leaves when the caller does', async () => {
  expect(source().recognise(`${url}/trace`)).toBeUndefined();
  expect(source().recognise('https://files.slack.com/files-pri/T1-F1/trace.json')).toBeUndefined();
  const left = AbortSignal.abort(new Error('left'));
  await expect(read(`${url}/trace`, left)).rejects.toThrow('left');
});
