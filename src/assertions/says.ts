import { z } from 'zod';
import { isAnswered } from '../refine/suspects/is-answered.ts';
import { exactThingsIn, statementIn } from '../refine/text/wish.ts';
import { contentWords, countNegations, figuresIn, isNegated, sentencesOf, wordsIn } from '../refine/text/words.ts';
import { type AssertionKind, wholly } from './assertion.ts';

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
  takes: 'clause',

  understand(sentence) {
    const statement = statementIn(sentence);
    if (statement === undefined || !isPlain(statement)) return undefined;
    const roots = [...contentWords(statement)];
    if (roots.length === 0) return undefined;
    const shown = roots.map((root) => wordsIn(statement).find((word) => word.root === root)?.text ?? root);
    return wholly(sentence, { statement, roots, shown, negated: isNegated(statement) });
  },

  judge: ({ output }, { roots, negated }) =>
    isAnswered(output) &&
    sentencesOf(output.text).some((sentence) => {
      const said = contentWords(sentence);
      const met = roots.filter((root) => said.includes(root)).length;
      return met >= Math.ceil(roots.length * SHARE) && isNegated(sentence) === negated;
    }),

  write: ({ statement }) => `say that ${statement}`,
  say: ({ shown, negated }) =>
    `has a ${negated ? 'negative ' : ''}sentence with ${shown.length > 2 ? 'most of these words' : 'the words'}: ${shown.join(', ')}`,
};

/** Negated once at most, and then with no figure, name or quote that the negation may or may not mean. */
function isPlain(statement: string): boolean {
  const exact = exactThingsIn(statement).length + figuresIn(statement).length;
  return countNegations(statement) === 0
    ? exactThingsIn(statement).length === 0
    : exact === 0 && countNegations(statement) === 1;
}
