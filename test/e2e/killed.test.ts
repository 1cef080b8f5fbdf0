import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { freshDatabase, noPostgres } from '../postgres.ts';
import { expectWhole, walkKilled } from '../torture/killed-case.ts';

/** Each process gets one step further before it dies. The full series: `npm run torture`. */
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

/** Steps of a case from the trace to the roll-back; each can only be lost once to either death. */
const FEWEST_STEPS = 12;

const alternating = (process: number) => (process % 2 === 0 ? 'before' : 'after');

it.concurrent('embedded store: killed after every step, one commit, one roll-back', { timeout: 300_000 }, async () => {
  await withSample('embedded', async (sample) => {
    const settings = { REFINERY_DATA: join(folder, 'data'), REFINERY_STAND_IN_URL: sample.model.url };
    const { kills, id, stage } = await walkKilled(sample, 'one', settings, alternating);
    expect(stage).toBe('rolled-back');
    expect(kills).toBeGreaterThanOrEqual(FEWEST_STEPS);
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
    const { kills, id, stage } = await walkKilled(sample, 'one', settings, alternating);
    expect(stage).toBe('rolled-back');
    expect(kills).toBeGreaterThanOrEqual(FEWEST_STEPS);
    await expectWhole(sample, id, settings);
  });
});
