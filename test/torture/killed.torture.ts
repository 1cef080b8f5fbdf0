import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { freshDatabase, noPostgres } from '../postgres.ts';
import { chanceOf } from './chance.ts';
import { expectWhole, walkKilled } from './killed-case.ts';

/** How many cases are killed at random times, on each store. */
const CASES = Number(process.env.TORTURE_CASES ?? 10);
const SEED = Number(process.env.TORTURE_SEED ?? 1);

let folder: string;
let sample: Sample;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-torture-'));
  sample = await startSample({ dir: join(folder, 'sample') });
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

const stores = [
  { store: 'embedded', settings: async () => ({ REFINERY_DATA: join(folder, 'data') }) },
  {
    store: 'PostgreSQL',
    settings: async () => ({ REFINERY_DATA: join(folder, 'work'), DATABASE_URL: await freshDatabase() }),
  },
];

describe.each(stores)('killed on the $store store', ({ store, settings }) => {
  const torture = it.skipIf(store === 'PostgreSQL' && noPostgres !== undefined);
  let environment: Record<string, string>;
  beforeAll(async () => {
    if (store === 'PostgreSQL' && noPostgres) return;
    environment = { ...(await settings()), REFINERY_STAND_IN_URL: sample.model.url };
  });

  torture('after every step, before and after the engine has stored it', async () => {
    const { kills, id, stage } = await walkKilled(sample, 'every step', environment, (process) =>
      process % 2 === 0 ? 'before' : 'after',
    );
    console.log(`${store}: ${kills} kills`);
    expect(stage).toBe('rolled-back');
    // Replays run at once, so that several may be stored by the time one of them ends the process.
    expect(kills).toBeGreaterThanOrEqual(25);
    await expectWhole(sample, id, environment);
  });

  torture(`at random times, ${CASES} cases`, async () => {
    const chance = chanceOf(SEED);
    let killed = 0;
    for (let number = 0; number < CASES; number++) {
      const deaths = (process: number) => (process < 12 ? String(200 + Math.floor(chance() * 3_000)) : 'never');
      const { kills, id, stage } = await walkKilled(sample, `random ${number}`, environment, deaths);
      killed += kills;
      expect(stage).toBe('rolled-back');
      await expectWhole(sample, id, environment);
    }
    console.log(`${store}: ${killed} kills over ${CASES} cases`);
  });
});
