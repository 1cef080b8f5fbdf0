import { z } from 'zod';
import { contentWords, isNegated, sentencesOf, wordsIn } from '../refine/words.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({
  statement: z.string(),
  roots: z.array(z.string()),
  shown: z.array(z.string()),
  negated: z.boolean(),
});
type Params = z.infer<typeof Params>;

/** Of the statement's words, how many must meet in one sentence of the answer. */
const SHARE = 2 / 3;

/**
 * The answer has a sentence that holds most of the statement's words, and that
 * is negated just when the statement is. The last resort among the kinds: it
 * reads words, not meaning, so another wording of the same thing can fail it.
 */
export const says: AssertionKind<Params> = {
  kind: 'says',
  params: Params,

  understand(expectation) {
    const roots = [...contentWords(expectation)];
    if (roots.length === 0) return undefined;
    const shown = roots.map((root) => wordsIn(expectation).find((word) => word.root === root)?.text ?? root);
    return { statement: expectation.trim(), roots, shown, negated: isNegated(expectation) };
  },

  judge: ({ text }, { roots, negated }) =>
    sentencesOf(text).some((sentence) => {
      const said = contentWords(sentence);
      const met = roots.filter((root) => said.includes(root)).length;
      return met >= Math.ceil(roots.length * SHARE) && isNegated(sentence) === negated;
    }),

  say: ({ shown, negated }) =>
    `has a ${negated ? 'negative ' : ''}sentence with ${shown.length > 2 ? 'most of these words' : 'the words'}: ${shown.join(', ')}`,
};
