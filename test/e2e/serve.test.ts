import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { tell } from '../../src/domain/errors.ts';
import { environmentOf, ROOT, refinery, runNode } from '../refinery.ts';

let folder: string;
let started: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-serve-'));
});
afterEach(() => {
  started?.kill('SIGKILL');
});
afterAll(() => rm(folder, { recursive: true }));

const MAIN = join(ROOT, 'src/main.ts');

/** Resolves with the address of the health check, once the service says that it is ready. */
async function startService(): Promise<Readonly<{ health: string; ended: Promise<unknown> }>> {
  const child = spawn(process.execPath, [MAIN], {
    env: environmentOf({ REFINERY_DATA: join(folder, 'data'), PORT: '0' }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started = child;
  const ended = new Promise((code) => child.once('exit', code));
  let said = '';
  const health = await new Promise<string>((ready, failed) => {
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString();
      const [, url] = /"health":"([^"]+)".*"msg":"ready"/.exec(said) ?? [];
      if (url) ready(url);
    });
    child.once('exit', () => failed(new Error(`never ready: ${said}`)));
  });
  return { health, ended };
}

it('answers the health check, knows no other path, and ends on SIGTERM whoever is still connected', async () => {
  const { health, ended } = await startService();
  const answer = await fetch(health);
  expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
  expect((await fetch(new URL('/elsewhere', health))).status).toBe(404);

  const slow = connect(Number(new URL(health).port), '127.0.0.1');
  slow.on('error', () => {});
  await new Promise<void>((sent) => slow.write('GET /healthz HTTP/1.1\r\nHost: a\r\n', () => sent()));
  started?.kill('SIGTERM');
  expect(await ended).toBe(0);
  slow.destroy();
}, 20_000);

it('ends by itself with one sentence when its port is taken, and lets go of the data folder', async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, listening));
  const { port } = other.address() as AddressInfo;
  const settings = { REFINERY_DATA: join(folder, 'data'), PORT: `${port}`, REFINERY_LOG: 'warn' };
  const ran = await Promise.race([
    runNode([MAIN], settings),
    new Promise<never>((_done, failed) => setTimeout(() => failed(new Error('it never ended')), 15_000).unref()),
  ]).finally(() => other.close());
  expect(ran.code).toBe(1);
  expect(ran.err).toMatch(/^A setting is wrong\. .*\nPORT \d+ can't be used: .*EADDRINUSE.*\n$/);
  expect(ran.err).toContain(tell('config-invalid'));

  expect(await refinery(['cases'], { REFINERY_DATA: join(folder, 'data') })).toMatchObject({ code: 0 });
}, 30_000);
