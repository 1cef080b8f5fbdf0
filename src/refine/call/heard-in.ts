import { wordsOf } from '../text/words-in-order.ts';
import { textsIn } from '../trace/json-texts.ts';
import type { Seen } from './look-at.ts';

/** A trace may be huge; a phrase that somebody copies stands within this. */
const MOST_WORDS = 500_000;

/**
 * The words of all that people, tools and the model said in a trace, in order
 * and in small letters, with an empty one where a text ends. What the agent's
 * own prompts say is not among it.
 */
export function heardIn({ trace, calls }: Pick<Seen, 'trace' | 'calls'>): readonly string[] {
  const messages = [...calls.values()].flatMap(({ call }) => call.messages);
  const prompts = new Set(messages.filter(({ role }) => role === 'system').map(({ content }) => content));
  const texts = new Set(messages.map(({ content }) => content));
  for (const { kind, outputs, error } of trace.runs)
    if (kind !== 'prompt') for (const text of [...textsIn(outputs), error ?? '']) texts.add(text);

  const words: string[] = [];
  for (const text of texts) {
    if (words.length > MOST_WORDS) break;
    if (prompts.has(text)) continue;
    for (const word of wordsOf(text)) words.push(word);
    words.push('');
  }
  return words;
}
