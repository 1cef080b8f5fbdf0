import { expect, it } from 'vitest';
import { noPostgres } from '../postgres.ts';
import { freshPostgres } from '../stores.ts';
import { cutEverywhere, killedEverywhere } from '../torture/killed-thread.ts';

/** The embedded store, and breaks at random times, are in `npm run torture`. */
it.skipIf(noPostgres !== undefined)(
  'killed at every step and every message: one thread, no message twice, one commit, one roll-back',
  { timeout: 240_000, concurrent: true },
  async () => {
    const { databaseUrl = '' } = await freshPostgres();
    expect(await killedEverywhere({ DATABASE_URL: databaseUrl })).toBeGreaterThan(15);
  },
);

it.concurrent('with a line cut at everything that passes it: one thread, no message twice, one commit', {
  timeout: 120_000,
}, async () => {
  expect(await cutEverywhere({})).toBeGreaterThan(10);
});
