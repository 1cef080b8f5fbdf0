import { findAnswer, instructionsOf } from '../refine/suspects/find-answer.ts';
import { contentWords, wordsIn } from '../refine/text/words.ts';
import type { SignalRule } from './signal.ts';

/** From this share of the expectation's words on, the prompt does not speak of it. */
const SILENT_FROM = 0.5;
const MOST_WORDS = 6;

/** The instructions of the run that answered say nothing of what was expected. */
export const silentPrompt: SignalRule = {
  name: 'silent-prompt',
  weight: 0.4,
  look(seen) {
    const answer = findAnswer(seen);
    const wanted = wordsIn(seen.expectation);
    if (!answer?.call || wanted.length === 0) return [];
    const spoken = new Set(contentWords(instructionsOf(answer.call)));
    const missing = wanted.filter(({ root }) => !spoken.has(root));
    if (missing.length < wanted.length * SILENT_FROM) return [];
    const words = [...new Map(missing.map(({ root, text }) => [root, text])).values()].slice(0, MOST_WORDS);
    return [{ runIds: [answer.run.id], detail: `Nothing in the prompt says what to do about: ${words.join(', ')}.` }];
  },
};
