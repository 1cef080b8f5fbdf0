import { expect, it } from 'vitest';
import { limitRate, sharedRate } from '../../src/sources/rate-limit.ts';

const never = new AbortController().signal;

it('counts together what shares a rate, as threads do', async () => {
  const shared = sharedRate({ most: 2, windowMs: 300 });
  const [one, other] = [limitRate(shared), limitRate(structuredClone(shared))];
  const begun = performance.now();
  await Promise.all([one(never), other(never)]);
  const atOnceMs = performance.now() - begun;
  await Promise.all([one(never), other(never)]);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(299);
  expect(atOnceMs).toBeLessThan(299);
});

it('waits in vain for nobody', async () => {
  const limit = limitRate(sharedRate({ most: 1, windowMs: 60_000 }));
  await limit(never);
  const leaving = new AbortController();
  const turn = expect(limit(leaving.signal)).rejects.toThrow();
  leaving.abort();
  await turn;
});
