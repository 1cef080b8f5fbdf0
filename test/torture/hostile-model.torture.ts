import fc from 'fast-check';
import { expect, it } from 'vitest';
import { removeFolders } from '../contract/some-repo.ts';
import { challenge, someAnswer } from '../hostile-model.ts';

const PROPOSALS = Number(process.env.HOSTILE_PROPOSALS ?? 10_000);
/** A proposal costs about a third of a second on a machine with nothing else to do. */
const PATIENCE_MS = 4 * 3_600_000;
const SEED = Number(process.env.TORTURE_SEED ?? 1);

it(
  `a hostile model, ${PROPOSALS} proposals: nothing is written before an approval, and nothing but what was approved`,
  async () => {
    const house = await challenge();
    try {
      while (house.counts.proposals < PROPOSALS) {
        const seed = SEED + house.counts.proposals;
        await fc.assert(
          fc.asyncProperty(someAnswer, (changes) => house.answer(changes)),
          { seed, numRuns: 50, endOnFailure: true },
        );
      }
      const { proposals, blocked, published } = house.counts;
      console.log(`${proposals} proposals: ${blocked} blocked by a guard, ${published} committed as approved`);
      expect(published).toBeGreaterThan(PROPOSALS / 100);
    } finally {
      await house.close();
      removeFolders();
    }
  },
  PATIENCE_MS,
);
