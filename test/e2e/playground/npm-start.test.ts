import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tell } from '../../../src/domain/errors.ts';
import { environmentOf, ROOT, runNode } from '../../refinery.ts';
import { type Started, startPlayground } from './start-playground.ts';

/** What a newcomer meets before there is any page. */
let folder: string;
let data: string;
let first: Started | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery npm start-'));
  data = join(folder, 'data');
});
afterEach(async () => {
  await first?.kill();
  first = undefined;
  await rm(folder, { recursive: true, force: true });
});

it('opens with a home that is empty, prints the address and nothing else, and Ctrl-C leaves no process behind', async () => {
  const home = join(folder, 'home');
  await mkdir(home);
  const settings = { HOME: home, REFINERY_DATA: data, REFINERY_PLAYGROUND_PORT: '0' };
  const child = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const group = -(child.pid ?? 0);
  let said = '';
  try {
    const ended = new Promise((resolve) => child.once('close', resolve));
    await new Promise<void>((ready) => {
      const hear = (part: Buffer) => {
        said += part.toString();
        if (said.includes('Ctrl-C')) ready();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
    });
    const [url = ''] = /http:\/\/\S+/.exec(said) ?? [];
    expect(said).toBe(`\nRefinery's playground is open: ${url}\nCtrl-C ends it.\n`);
    expect((await fetch(url)).status).toBe(200);

    // To all of them, as a terminal sends it.
    process.kill(group, 'SIGINT');
    await ended;
    await expect.poll(() => isThere(group), { timeout: 10_000 }).toBe(false);
    await expect(fetch(url)).rejects.toThrow();
  } finally {
    if (isThere(group)) process.kill(group, 'SIGKILL');
  }
}, 60_000);

it('takes another port where its own is taken; a second one beside it says so, and the first goes on', async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const { port } = other.address() as AddressInfo;
  const settings = { REFINERY_DATA: data, REFINERY_PLAYGROUND_PORT: `${port}` };
  first = await startPlayground(data, settings);
  other.close();
  expect(new URL(first.url).port).not.toBe(`${port}`);

  const second = await runNode([join(ROOT, 'src/main.ts')], settings);
  expect(second).toMatchObject({ code: 1, out: '' });
  expect(second.err).toContain(tell('store-busy'));
  expect((await fetch(first.url)).status).toBe(200);
}, 60_000);

/** Whether any process of a group is left. */
function isThere(group: number): boolean {
  try {
    return process.kill(group, 0);
  } catch {
    return false;
  }
}
