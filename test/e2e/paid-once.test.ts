import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { Proven } from '../../src/domain/case.ts';
import { environmentOf, jsonIn, ROOT, refinery } from '../refinery.ts';
import { emptyStore } from '../stores.ts';
import { gateAfter } from './gated-model.ts';

let folder: string;
let sample: Sample;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-paid-'));
  sample = await startSample({ dir: join(folder, 'sample') });
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

const open = () => {
  const [failure] = sample.failures;
  return ['case', failure?.exportPath ?? '', '--expected', failure?.expectation ?? '', '--repo', sample.repo, '--dry'];
};

/** Each replay that a verdict rests on, and the five without a change. */
const replaysIn = ({ reproduction, verdicts }: Proven): number =>
  reproduction.of + verdicts.filter(({ reason }) => reason === null).reduce((sum, { of }) => sum + of, 0);

it('a model that goes down and comes back is asked for no replay twice', { timeout: 120_000 }, async () => {
  const gate = await gateAfter(sample, 7, 'turns away');
  const settings = { REFINERY_DATA: await emptyStore(join(folder, 'down')), REFINERY_STAND_IN_URL: gate.url };
  const failed = await refinery(open(), settings);
  expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('The replays could not run') });
  expect(gate.paid()).toBe(7);

  gate.open();
  const proven = jsonIn<Proven>(await refinery(['case', 'RF-1', '--dry', '--json'], settings));
  expect(proven.stage).toBe('proven');
  expect(gate.paid()).toBe(replaysIn(proven));

  gate.close();
});

it('nor is it after kill -9', { timeout: 120_000 }, async () => {
  const gate = await gateAfter(sample, 5, 'keeps waiting');
  const settings = { REFINERY_DATA: await emptyStore(join(folder, 'killed')), REFINERY_STAND_IN_URL: gate.url };
  const child = spawn(process.execPath, [join(ROOT, 'src/cli.ts'), ...open()], {
    env: environmentOf(settings),
    stdio: 'ignore',
  });
  const ended = new Promise((done) => child.once('exit', done));
  await gate.closedFor;
  child.kill('SIGKILL');
  await ended;

  gate.open();
  const proven = jsonIn<Proven>(await refinery(['case', 'RF-1', '--dry', '--json'], settings));
  expect(proven.stage).toBe('proven');
  expect(gate.paid()).toBe(replaysIn(proven));
  gate.close();
});
