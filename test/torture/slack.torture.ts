import { describe, expect, it } from 'vitest';
import { freshDatabase, noPostgres } from '../postgres.ts';
import { chanceOf } from './chance.ts';
import { brokenAtRandom, cutEverywhere, killedEverywhere } from './killed-thread.ts';

/** How many cases are broken at random times, on each store. */
const CASES = Number(process.env.TORTURE_CASES ?? 10);
const SEED = Number(process.env.TORTURE_SEED ?? 1);

const stores = [
  { store: 'embedded', settings: async () => ({}) },
  { store: 'PostgreSQL', settings: async () => ({ DATABASE_URL: await freshDatabase() }) },
];

describe.each(stores)('the bot on the $store store', ({ store, settings }) => {
  const torture = it.skipIf(store === 'PostgreSQL' && noPostgres !== undefined);

  torture('killed at every step and every message', async () => {
    const kills = await killedEverywhere(await settings());
    console.log(`${store}: ${kills} kills`);
    expect(kills).toBeGreaterThan(15);
  });

  torture('with a line cut at everything that passes it', async () => {
    const cuts = await cutEverywhere(await settings());
    console.log(`${store}: ${cuts} cuts`);
    expect(cuts).toBeGreaterThan(10);
  });

  torture(`killed, and its lines cut, at random times, ${CASES} cases`, async () => {
    const chance = chanceOf(SEED);
    let kills = 0;
    for (let number = 0; number < CASES; number++) kills += await brokenAtRandom(await settings(), chance);
    console.log(`${store}: ${kills} kills over ${CASES} cases`);
    expect(kills).toBeGreaterThan(CASES);
  });
});
