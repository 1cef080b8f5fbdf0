import { z } from 'zod';
import { isAnswered } from '../refine/suspects/is-answered.ts';
import { isOfTheAnswer, isTurned } from '../refine/text/clauses.ts';
import { boundsWords, countIn, isWithin } from '../refine/text/counts.ts';
import { withoutQuotes } from '../refine/text/wish.ts';
import { sentencesOf } from '../refine/text/words.ts';
import type { AssertionKind } from './assertion.ts';

const Unit = z.enum(['word', 'sentence', 'character', 'paragraph']);
type Unit = z.infer<typeof Unit>;
const Count = z.number().int().nonnegative();
const Params = z.object({ unit: Unit, least: Count.nullable(), most: Count.nullable() });
type Params = z.infer<typeof Params>;

const UNITS = 'words?|sentences?|characters?|signs|letters|paragraphs?';
/** At the end of a sentence it is about the answer, whatever stands before: "say that we are closed in one sentence". */
const AT_THE_END = /^[\s.!]*$/;

/** How long the answer is: "at most 3 sentences", "under 50 words", "in 2 to 4 paragraphs". */
export const length: AssertionKind<Params> = {
  kind: 'length',
  params: Params,
  takes: 'phrase',

  understand(sentence) {
    const plain = withoutQuotes(sentence);
    const found = countIn(plain, UNITS);
    if (!found) return undefined;
    const { bounds, unit, at, end } = found;
    const isLast = /^(?:in|with|using) /i.test(plain.slice(at)) && AT_THE_END.test(plain.slice(end));
    if (isTurned(plain, at) || !(isLast || isOfTheAnswer(sentence, at))) return undefined;
    return { params: { unit: unitOf(unit), ...bounds }, at, end };
  },

  judge: ({ output }, { unit, ...bounds }) => isAnswered(output) && isWithin(COUNT[unit](output.text.trim()), bounds),
  say: ({ unit, ...bounds }) => `has ${boundsWords(bounds, unit)}`,
  write: ({ unit, ...bounds }) => boundsWords(bounds, unit),
};

function unitOf(word: string): Unit {
  if (/^(?:signs|letters)$/.test(word)) return 'character';
  return Unit.parse(word.replace(/s$/, ''));
}

const COUNT: Readonly<Record<Unit, (text: string) => number>> = {
  word: (text) => text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0,
  sentence: (text) => sentencesOf(text).length,
  character: (text) => [...text].length,
  paragraph: (text) => text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '').length,
};
