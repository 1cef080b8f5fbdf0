import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GitHubStandIn, openGitHub } from '../../playground/github/serve-github.ts';
import { gitHub } from '../../src/code/github/github.ts';
import { kindOf } from '../../src/domain/errors.ts';
import type { CodeHost, Publication } from '../../src/ports.ts';
import { digestOfBytes } from '../../src/refine/case/digest.ts';
import { committed, PROMPT } from './some-publication.ts';
import { removeFolders, someFolder } from './some-repo.ts';

/** The playground's GitHub, met as Refinery meets GitHub, and by somebody who presses its buttons. */

const folder = someFolder();
let url = '';
let standIn: GitHubStandIn;
let host: CodeHost;
let heard: { body: string; signature: unknown }[] = [];
const open = () => openGitHub({ folder: join(folder, 'repos'), keptIn: join(folder, 'kept.json'), server: () => url });
const server = createServer((request, response) => {
  if (standIn.answer(request, response)) return;
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    heard.push({ body, signature: request.headers['x-hub-signature-256'] });
    response.end();
  });
});
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  standIn = await open();
  host = hostWith(standIn.token);
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await standIn.close();
  removeFolders();
});

const hostWith = (token: string) =>
  gitHub({
    url: `${url}/github`,
    credential: { token },
    folder: join(folder, token, 'mirrors'),
    tempDir: join(folder, token, 'work'),
  });
const press = async (pull: number, deed: string) => {
  const address = `${url}/github/${standIn.name}/pull/${pull}/${deed}`;
  const answer = await fetch(address, { method: 'POST', redirect: 'manual' });
  return { status: answer.status, text: await answer.text() };
};
const page = async (path: string) => (await fetch(`${url}/github/${standIn.name}${path}`)).text();

async function publish(branch: string, change: (text: string) => string, title: string) {
  const base = await host.head(standIn.name);
  const before = (await host.read(standIn.name, base, PROMPT))?.bytes ?? new Uint8Array();
  const bytes = new TextEncoder().encode(change(new TextDecoder().decode(before)));
  const publication: Publication = {
    repo: standIn.name,
    base,
    branch,
    message: 'fix: it\n\nRefinery-Offer: 1\n',
    atMs: 1_781_078_400_000,
    writes: [{ path: PROMPT, mode: '100644', bytes }],
    approved: [{ path: PROMPT, mode: '100644', before: digestOfBytes(before), after: digestOfBytes(bytes) }],
    pullRequest: { base: 'main', isDraft: false, title, body: '### What\n\n`<b>` **bold**\n\n```text\na\n\nb\n```\n' },
  };
  return committed(await host.publish(publication));
}

it('takes a pull request from its branch to its merge, and tells of each step, signed', async () => {
  standIn.hearAt(`${url}/hear`);
  const commit = await publish(
    'refinery/rf-1',
    (text) => text.replace('three sentences', 'two sentences'),
    '<script>alert(1)</script>',
  );
  const seen = async () => (await host.look(standIn.name, commit, null))?.sighting;
  expect(commit.pullRequest).toMatchObject({ number: 1, url: `${url}/github/${standIn.name}/pull/1` });
  await expect.poll(async () => (await seen())?.ci).toEqual({ state: 'pending', failing: [] });

  const shown = await page('/pull/1');
  expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(shown).not.toContain('<script');
  expect(shown).toContain('<h3>What</h3><p><code>&lt;b&gt;</code> <strong>bold</strong></p><pre>a\n\nb</pre>');
  expect(shown).toContain('+1</span>');
  expect(await page('')).toContain('pull/1');

  expect((await press(1, 'ci-red')).status).toBe(303);
  expect((await seen())?.ci).toMatchObject({ state: 'red', failing: [{ name: 'evals' }] });
  await press(1, 'ask-for-changes');
  await press(1, 'approve');
  expect((await seen())?.pullRequest).toMatchObject({ approvedBy: ['ben'], changesAskedBy: [] });
  expect((await press(1, 'merge')).status).toBe(303);
  const merged = await seen();
  expect(merged).toMatchObject({ ci: { state: 'pending' }, pullRequest: { state: 'merged' } });
  expect(await host.head(standIn.name)).toBe(merged?.pullRequest.mergedAs);
  // What is over can't be done again.
  expect((await press(1, 'merge')).status).toBe(409);
  expect((await press(1, 'nonsense')).status).toBe(404);
  expect((await press(9, 'merge')).status).toBe(404);

  expect(heard).toHaveLength(4);
  for (const { body, signature } of heard) {
    expect(signature).toBe(`sha256=${createHmac('sha256', standIn.webhookSecret).update(body).digest('hex')}`);
    expect(JSON.parse(body)).toEqual({ repository: { full_name: standIn.name }, pull_request: { number: 1 } });
  }
});

it('merges beside what was merged in between, and not over it', async () => {
  const [one, two] = await Promise.all([
    publish('refinery/rf-2', (text) => text.replace('two sentences', 'one sentence'), 'one'),
    publish('refinery/rf-3', (text) => `${text}\nBe kind.\n`, 'two'),
  ]);
  const three = await publish('refinery/rf-4', (text) => text.replace('two sentences', 'no sentence'), 'three');
  for (const { pullRequest } of [one, two]) expect((await press(pullRequest?.number ?? 0, 'merge')).status).toBe(303);
  const after = await host.read(standIn.name, await host.head(standIn.name), PROMPT);
  expect(new TextDecoder().decode(after?.bytes)).toMatch(/one sentence[\s\S]*Be kind\.\n$/);
  const refused = await press(three.pullRequest?.number ?? 0, 'merge');
  expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('It can’t be merged') });
});

it('remembers all of it, and lets nobody in without its token', async () => {
  const before = await page('/pull/1');
  await standIn.close();
  heard = [];
  standIn = await open();
  expect(await page('/pull/1')).toBe(before);
  expect(await press(4, 'close')).toMatchObject({ status: 303 });
  // Nobody listens any more.
  expect(heard).toEqual([]);
  const stranger = hostWith('another');
  expect(await stranger.head(standIn.name).catch(kindOf)).toBe('repo-denied');
  expect(await stranger.pullRequestBase(standIn.name).catch(kindOf)).toBe('repo-denied');
});
