import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Challenge, challenge, someAnswer } from '../hostile-model.ts';
import { removeFolders } from './some-repo.ts';

/** Of five proposals each; `npm run torture -- hostile` makes 2,000. */
const ANSWERS = 12;

let house: Challenge;
beforeAll(async () => {
  house = await challenge();
}, 120_000);
afterAll(async () => {
  await house.close();
  removeFolders();
});

test('a hostile model writes nothing before an approval, and nothing but what was approved', async () => {
  await fc.assert(
    fc.asyncProperty(someAnswer, (changes) => house.answer(changes)),
    { numRuns: ANSWERS, endOnFailure: true },
  );
  // Else nothing was tried.
  expect(house.counts.proposals).toBeGreaterThan(ANSWERS * 3);
  expect(house.counts.published).toBeGreaterThan(0);
}, 240_000);
