import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { HandedOver } from '../../src/domain/case.ts';
import { freshDatabase, noPostgres } from '../postgres.ts';
import { jsonIn, refinery, runNode } from '../refinery.ts';
import { emptyStore } from '../stores.ts';
import { expectWhole, WALK, walkKilled } from '../torture/killed-case.ts';

/**
 * Each process gets one step further before it dies, by turns before and after the engine has
 * stored the step. Of five replays that run at once the first stands for all here; the full
 * series is `npm run torture`.
 */
const OTHER_REPLAYS = ' [2-5]/5$';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-killed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const onPostgres = noPostgres === undefined ? it.concurrent : it.concurrent.skip;

const withSample = async (name: string, run: (sample: Sample) => Promise<void>) => {
  const sample = await startSample({ dir: join(folder, name) });
  try {
    await run(sample);
  } finally {
    await sample.close();
  }
};

/** Two deaths for each step from the trace to the roll-back. */
const FEWEST_KILLS = 20;

const alternating = (process: number) => (process % 2 === 0 ? 'before' : 'after');

it.concurrent('embedded store: killed after every step, one commit, one roll-back', { timeout: 300_000 }, async () => {
  await withSample('embedded', async (sample) => {
    const settings = { REFINERY_DATA: await emptyStore(join(folder, 'data')), REFINERY_STAND_IN_URL: sample.model.url };
    const { kills, id, stage } = await walkKilled(sample, 'one', settings, alternating, OTHER_REPLAYS);
    expect(stage).toBe('rolled-back');
    expect(kills).toBeGreaterThanOrEqual(FEWEST_KILLS);
    await expectWhole(sample, id, settings);
  });
});

onPostgres('PostgreSQL: killed after every step, one commit, one roll-back', { timeout: 300_000 }, async () => {
  await withSample('postgres', async (sample) => {
    const settings = {
      DATABASE_URL: await freshDatabase(),
      REFINERY_DATA: join(folder, 'work'),
      REFINERY_STAND_IN_URL: sample.model.url,
    };
    const { kills, id, stage } = await walkKilled(sample, 'one', settings, alternating, OTHER_REPLAYS);
    expect(stage).toBe('rolled-back');
    expect(kills).toBeGreaterThanOrEqual(FEWEST_KILLS);
    await expectWhole(sample, id, settings);
  });
});

it('a case that goes on with another model set mixes nothing, and can be tried again', {
  timeout: 120_000,
}, async () => {
  await withSample('other model', async (sample) => {
    const settings = {
      REFINERY_DATA: await emptyStore(join(folder, 'other model data')),
      REFINERY_STAND_IN_URL: sample.model.url,
    };
    const [failure] = sample.failures;
    const words = [
      WALK,
      'one',
      failure?.exportPath ?? '',
      failure?.expectation ?? '',
      sample.repo,
      'after',
      '^(?!reproduce 5)',
    ];
    expect((await runNode(words, settings)).signal).toBe('SIGKILL');

    const without = await refinery(['case', 'RF-1', '--json'], { ...settings, REFINERY_STAND_IN_URL: '' });
    const handedOver = jsonIn<HandedOver>(without);
    expect(handedOver).toMatchObject({ stage: 'handed-over', because: 'inconclusive' });
    expect(handedOver.verdicts.some(({ word }) => word === 'fixed')).toBe(false);
    expect(handedOver.verdicts[0]?.reason).toContain('Another model was set meanwhile.');
  });
});
