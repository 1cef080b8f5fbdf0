import { findAnswer, instructionsOf } from '../refine/suspects/find-answer.ts';
import { shorten } from '../refine/text/shorten.ts';
import { contentWords, isNegated, sentencesOf } from '../refine/text/words.ts';
import type { SignalRule } from './signal.ts';

/** Half of what the shorter sentence speaks of must be what the other speaks of, and at least one word. */
const SHARED = 0.5;
const FEWEST_WORDS = 2;

/** The prompt asks for the opposite of what was expected: one of the two is negated, and both speak of the same. */
export const contradictingInstruction: SignalRule = {
  name: 'contradicting-instruction',
  weight: 0.7,
  look(seen) {
    const answer = findAnswer(seen);
    if (!answer?.call || seen.expectation.trim() === '') return [];
    const sentence = opposite(sentencesOf(instructionsOf(answer.call)), seen.expectation);
    if (sentence === undefined) return [];
    return [
      { runIds: [answer.run.id], detail: `The prompt says “${shorten(sentence)}”, the opposite of what was expected.` },
    ];
  },
};

/** The sentence that speaks most of the same; the first of equals. */
function opposite(sentences: readonly string[], expectation: string): string | undefined {
  const wanted = new Set(contentWords(expectation));
  const negated = isNegated(expectation);
  let best: string | undefined;
  let most = 0;
  for (const sentence of sentences) {
    const words = contentWords(sentence);
    const shared = words.filter((word) => wanted.has(word)).length;
    // A heading asks for nothing.
    if (words.length < FEWEST_WORDS) continue;
    if (shared <= most || shared < Math.min(words.length, wanted.size) * SHARED) continue;
    if (isNegated(sentence) === negated) continue;
    best = sentence;
    most = shared;
  }
  return best;
}
