import { OWN_EVALS } from '../refine/case/eval-case.ts';
import { wordsOf } from '../refine/text/words-in-order.ts';
import { addedLines } from './added-lines.ts';
import type { Guard } from './guard.ts';

/** So many words in a row are no chance: shorter ones are how everybody talks. */
const FEWEST_WORDS = 8;
/** No phrase any more, but a text. */
const MANY_WORDS = 40;
const MOST_SHOWN_CHARS = 160;

/**
 * A fix that repeats the conversation answers that one customer. And what a
 * customer or a document wrote must not become an instruction unnoticed.
 */
export const copiedPhrases: Guard = {
  name: 'copied-phrases',
  look: ({ files, context: { evals }, heard }) =>
    files.flatMap((file) => {
      const { path, before } = file;
      if ([...evals, OWN_EVALS].includes(path)) return [];
      const phrase = longestShared(wordsOf(addedLines(file).join('\n')), heard, wordsOf(before?.text ?? ''));
      if (phrase.length < FEWEST_WORDS) return [];
      const shown = shortened(phrase.join(' '));
      const says = `${path} would repeat ${phrase.length} words in a row from this trace: “${shown}”. Look whether they fit every customer.`;
      return [{ severity: phrase.length >= MANY_WORDS ? 'needs-approval' : 'note', path, says }];
    }),
};

/** The longest row of words that both hold, and that was not known; shorter than `FEWEST_WORDS` when there is none. */
function longestShared(
  added: readonly string[],
  heard: readonly string[],
  known: readonly string[],
): readonly string[] {
  const grams = new Map<string, number>();
  for (const [index] of added.entries()) {
    const gram = gramAt(added, index);
    if (gram !== undefined && !grams.has(gram)) grams.set(gram, index);
  }
  const firstWords = new Set([...grams.values()].map((index) => added[index]));
  for (const [index, word] of known.entries()) if (firstWords.has(word)) grams.delete(gramAt(known, index) ?? '');

  let longest: readonly string[] = [];
  let skipTo = 0;
  for (const [index, word] of heard.entries()) {
    if (index < skipTo || !firstWords.has(word)) continue;
    const start = grams.get(gramAt(heard, index) ?? '');
    if (start === undefined) continue;
    let length = FEWEST_WORDS;
    while (added[start + length] && added[start + length] === heard[index + length]) length++;
    if (length > longest.length) longest = added.slice(start, start + length);
    // Within a row that was followed to its end nothing longer begins.
    skipTo = index + length - FEWEST_WORDS + 1;
  }
  return longest;
}

function gramAt(words: readonly string[], index: number): string | undefined {
  const gram = words.slice(index, index + FEWEST_WORDS);
  return gram.length < FEWEST_WORDS || gram.includes('') ? undefined : gram.join(' ');
}

function shortened(text: string): string {
  return text.length <= MOST_SHOWN_CHARS ? text : `${text.slice(0, MOST_SHOWN_CHARS).toWellFormed()}…`;
}
