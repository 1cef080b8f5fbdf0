import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BAD_BRANCHES, someAnswer, someBranch, someContext } from '../hostile-answers.ts';
import { type Challenge, challenge } from '../hostile-model.ts';
import { freshEmbedded } from '../stores.ts';
import { removeFolders } from './some-repo.ts';

/** Of five proposals each; `npm run torture -- hostile` makes 2,000. */
const ANSWERS = 12;
const CONTEXTS = 12;
const BRANCHES = 40;

let house: Challenge;
beforeAll(async () => {
  house = await challenge(await freshEmbedded());
}, 120_000);
afterAll(async () => {
  await house.close();
  removeFolders();
});

test('nothing is written to git without a recorded yes to that very offer, whatever a model answers', async () => {
  await fc.assert(
    fc.asyncProperty(someAnswer, (fixes) => house.answer(fixes)),
    { numRuns: ANSWERS },
  );
  // Else nothing was tried.
  expect(house.counts.proposals).toBeGreaterThan(ANSWERS * 3);
  expect(house.counts.published).toBeGreaterThan(0);
}, 240_000);

test('nor does a trace that files of a project are taken from, or what was saved for it', async () => {
  await fc.assert(
    fc.asyncProperty(someContext, (context) => house.extract(context)),
    {
      numRuns: CONTEXTS,
      // Found by chance once: what no database takes.
      examples: [[{ project: 'x\0y', saved: [], messages: null }]],
    },
  );
  expect(house.counts.written).toBeGreaterThan(0);
}, 240_000);

test('no branch is written but below our own name, whatever it is called', async () => {
  await fc.assert(
    fc.asyncProperty(someBranch, (name) => house.branch(name)),
    { numRuns: BRANCHES + BAD_BRANCHES.length, examples: BAD_BRANCHES.map((name) => [name]) },
  );
}, 240_000);
