import fc from 'fast-check';
import { expect, it } from 'vitest';
import { removeFolders } from '../contract/some-repo.ts';
import { someAnswer, someBranch, someContext } from '../hostile-answers.ts';
import { challenge } from '../hostile-model.ts';
import { noPostgres } from '../postgres.ts';
import { freshEmbedded, freshPostgres } from '../stores.ts';

const PROPOSALS = Number(process.env.HOSTILE_PROPOSALS ?? 10_000);
/** A proposal costs about a fifth of a second on a machine with nothing else to do. */
const PATIENCE_MS = 4 * 3_600_000;
const SEED = Number(process.env.TORTURE_SEED ?? 1);
/** Of each round: answers with five proposals each, and a tenth as many of the rest. */
const ANSWERS = 50;
const OTHERS = 5;

it(
  `a hostile model, ${PROPOSALS} proposals: nothing is written before an approval, and nothing but what was approved`,
  async () => {
    const house = await challenge(await (noPostgres ? freshEmbedded() : freshPostgres()));
    const { counts } = house;
    try {
      while (counts.proposals < PROPOSALS) {
        const seed = SEED + counts.proposals;
        await fc.assert(fc.asyncProperty(someAnswer, house.answer), { seed, numRuns: ANSWERS });
        await fc.assert(fc.asyncProperty(someContext, house.extract), { seed, numRuns: OTHERS });
        await fc.assert(fc.asyncProperty(someBranch, house.branch), { seed, numRuns: OTHERS });
        console.log(toldOf(counts));
      }
      expect(counts.published).toBeGreaterThan(PROPOSALS / 100);
    } finally {
      await house.close();
      removeFolders();
    }
  },
  PATIENCE_MS,
);

function toldOf({
  proposals,
  blocked,
  published,
  refused,
  contexts,
  written,
}: Awaited<ReturnType<typeof challenge>>['counts']) {
  return (
    `${proposals} proposals: ${blocked} blocked by a guard, ${published} committed as approved, refused: ${JSON.stringify(refused)}; ` +
    `${contexts} wishes for the context, ${written} written`
  );
}
