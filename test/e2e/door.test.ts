import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Published } from '../../src/domain/case.ts';
import { tell } from '../../src/domain/errors.ts';
import { inOtherProcess } from '../contract/other-process.ts';
import { git, jsonIn, refinery } from '../refinery.ts';
import { freshEmbedded } from '../stores.ts';
import { type Bot, failureOf, openTown, type Town } from './slack-town.ts';

/** Two real processes on one embedded store: the bot holds it, the terminal asks the bot. */
let town: Town;
let folder: string;
let bot: Bot | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-door-'));
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
});
afterEach(async () => {
  await bot?.kill();
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

const dataDir = () => town.settings.REFINERY_DATA ?? '';
const terminal = (...words: readonly string[]) => refinery(words, town.settings);
const openMemory = (...more: readonly string[]) => {
  const { exportPath, expectation } = failureOf(town, 'memory');
  return terminal('case', exportPath, '--expected', expectation, '--repo', town.sample.repo, ...more);
};

it('the whole way and back works on a terminal while the bot holds the store', { timeout: 120_000 }, async () => {
  bot = await town.startBot();
  const ran = await openMemory('--yes');
  expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/\+\+\+ b\/prompts\/support\.md.*Committed /s) });
  expect(ran.err).toContain(`By process ${bot.pid} (main.ts), which holds the data folder.`);
  expect(ran.err).toMatch(
    /Reading the trace ….*Thinking of fixes ….*Seeing whether it goes wrong again ….*Committing …/s,
  );

  const { commit, id } = jsonIn<Published>(await terminal('case', 'RF-1', '--json'));
  expect(await git(town.sample.repo, 'log', '-1', '--format=%B', commit.sha)).toContain(`Refinery-Case: ${id}`);
  expect(jsonIn(await terminal('cases', '--json'))).toMatchObject([{ id, stage: 'published' }]);
  expect(await terminal('rollback', id)).toMatchObject({ code: 0 });
  expect(await terminal('stop', id)).toMatchObject({ code: 1, out: expect.stringContaining('was taken back') });
  expect(await terminal('audit', 'verify')).toMatchObject({ code: 0 });
  expect((await terminal('doctor')).out).toMatch(/ok +database +embedded/);

  expect(await terminal('case', 'RF-9')).toMatchObject({
    code: 1,
    err: expect.stringContaining(tell('case-not-found')),
  });
  expect(
    await terminal('case', join(folder, 'none.json'), '--expected', 'x', '--repo', town.sample.repo),
  ).toMatchObject({
    err: expect.stringContaining(tell('file-not-found')),
  });
  expect(jsonIn(await terminal('cases', '--json'))).toHaveLength(1);
});

it('several terminals at once each get their case, and one workspace is not taken for another', {
  timeout: 120_000,
}, async () => {
  bot = await town.startBot();
  const ran = await Promise.all([openMemory('--dry', '--json'), openMemory('--dry', '--json')]);
  const ids = ran.map((one) => jsonIn<{ id: string; stage: string }>(one));
  expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
  expect(ids.map(({ stage }) => stage)).toEqual(['proven', 'proven']);

  const elsewhere = await refinery(['cases'], { ...town.settings, REFINERY_WORKSPACE: 'elsewhere' });
  expect(elsewhere).toMatchObject({ code: 1, err: expect.stringContaining('is held for the workspace local') });
});

it('whoever loses the holder is told so in a sentence; the next holder replaces what a killed one left', {
  timeout: 120_000,
}, async () => {
  const asked = Promise.withResolvers<void>();
  const silent = createServer(() => asked.resolve());
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : '';
  bot = await town.startBot({ REFINERY_STAND_IN_URL: `http://127.0.0.1:${port}/v1` });
  const waiting = openMemory();
  await asked.promise;
  await bot.kill();
  const lost = await waiting;
  expect(lost).toMatchObject({ code: 1, err: expect.stringContaining(`process ${bot.pid} (main.ts)`) });
  expect(lost.err).toContain(tell('store-unavailable'));
  silent.close();

  expect(existsSync(join(dataDir(), 'door'))).toBe(true);
  bot = await town.startBot();
  const [, id = ''] = /Opened (RF-\d+)/.exec(lost.err) ?? [];
  expect(jsonIn(await terminal('case', id, '--dry', '--json'))).toMatchObject({ id, stage: 'proven' });
  await bot.end();
  expect(existsSync(join(dataDir(), 'door'))).toBe(false);
  expect(await terminal('cases')).toMatchObject({ code: 0, err: '' });
});

it('the door is its owner’s alone, and stands firm whatever is said to it', { timeout: 60_000 }, async () => {
  bot = await town.startBot();
  const path = join(dataDir(), 'door');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  for (const said of [
    '',
    'GET / HTTP/1.1\r\n',
    '{}\n',
    'null\n',
    '{"workspace":"local","call":"toString","arguments":[]}\n',
  ])
    await sayTo(path, said);
  const wrong = '{"workspace":"local","call":"find","arguments":["../../etc"]}\n';
  expect(JSON.parse(await sayTo(path, wrong))).toMatchObject({ error: 'wrong-usage' });
  expect(await sayTo(path, 'x'.repeat(5_000_000))).toBe('');
  expect(await terminal('cases')).toMatchObject({ code: 0 });
});

it('a data folder whose name is too long for a socket has its door elsewhere', { timeout: 60_000 }, async () => {
  const deep = join(folder, 'a'.repeat(120));
  bot = await town.startBot({ REFINERY_DATA: deep });
  const [, door = ''] = readFileSync(join(deep, 'held-by'), 'utf8').split('\n');
  expect(door.startsWith(tmpdir())).toBe(true);
  expect((await stat(join(door, '..'))).mode & 0o777).toBe(0o700);
  expect(await refinery(['cases'], { ...town.settings, REFINERY_DATA: deep })).toMatchObject({ code: 0 });
  await bot.end();
  expect(existsSync(join(door, '..'))).toBe(false);
});

it('a holder that answers nobody is named', { timeout: 60_000 }, async () => {
  const place = { dataDir: join(folder, 'silent') };
  const holder = inOtherProcess('hold-store.ts', place);
  await holder.said(/^ready$/);
  const ran = await refinery(['cases'], { REFINERY_DATA: place.dataDir });
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(tell('store-busy')) });
  expect(ran.err).toContain(`process ${holder.process.pid} (hold-store.ts`);
  holder.process.kill('SIGKILL');
  await holder.ended;
});

/** What comes back until either side ends it: we do so once we have said all. */
function sayTo(path: string, text: string): Promise<string> {
  return new Promise((done) => {
    let heard = '';
    const socket = connect(path, () => (text.endsWith('\n') ? socket.write(text) : socket.end(text)));
    socket.on('data', (part: Buffer) => {
      heard += part;
    });
    socket.on('error', () => {}).once('close', () => done(heard));
  });
}
