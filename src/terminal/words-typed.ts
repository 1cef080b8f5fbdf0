import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Proven } from '../domain/case.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import { WHY_REFUSED } from '../refine/case/outcome-words.ts';
import { editableWords, wordsOf } from '../refine/change/editable-words.ts';
import { printable } from '../refine/text/printable.ts';
import type { ExitCode, VerbCall } from './verb.ts';
import type { Walk } from './walk.ts';

export const WORDS = {
  flags: '--words <file>',
  about: 'what the fix says in the prompt, from this file; it is tried again first. Of several: <prompt>=<file>',
};

/** What is to stand in a prompt. `path`: in which, where a fix has words in several. */
export type WordsTyped = Readonly<{ path?: string; text: string }>;

/** @throws RefineryError wrong-usage for a file that can't be read, or says nothing */
export async function wordsTyped({ options, tools: { folder } }: VerbCall): Promise<WordsTyped | undefined> {
  const { words } = options;
  if (typeof words !== 'string') return undefined;
  const [, path, file = words] = /^([^=]+)=(.+)$/s.exec(words) ?? [];
  const text = await readFile(resolve(folder, file), 'utf8').catch(() => {
    throw new RefineryError('wrong-usage', `--words: ${file} can't be read`);
  });
  if (text.trim() === '') throw new RefineryError('wrong-usage', `--words: ${file} says nothing`);
  return { ...(path !== undefined && { path }), text: wordsOf(text) };
}

/** Whether a fix says just that already. */
export const says = (hypothesis: Hypothesis, typed: WordsTyped): boolean =>
  placesFor(hypothesis, typed).some(({ text }) => text === typed.text);

/** Another fix in the place of this one, which is tried before anybody approves it. Errors as `CaseDesk`. */
export async function reword(hypothesis: Hypothesis, typed: WordsTyped, walk: Walk): Promise<ExitCode | 'again'> {
  const { id, desk, call } = walk;
  const { screen, person } = call.tools;
  const places = placesFor(hypothesis, typed);
  const [place] = places;
  if (!place || places.length > 1) {
    screen.err(whyNoPlace(hypothesis, places.length));
    return 1;
  }
  const words = new Map([[place.edit, typed.text]]);
  const made = await desk.rewordFix(id, person, hypothesis.change.digest, words);
  if (made === 'reworded') {
    screen.err('Your words are another fix: it is checked and tried now.');
    return 'again';
  }
  screen.err(made === 'too-late' ? WHY_REFUSED['offer-outdated'] : printable(made.refused));
  return 1;
}

/** The fix that somebody's words made, and whether it holds. */
export const rewordedIn = ({ hypotheses }: Proven, typed: WordsTyped | undefined): Hypothesis | undefined =>
  typed && hypotheses.find((hypothesis) => says(hypothesis, typed));

const placesFor = (hypothesis: Hypothesis, { path }: WordsTyped) =>
  editableWords(hypothesis).filter((place) => path === undefined || place.path === path);

function whyNoPlace(hypothesis: Hypothesis, found: number): string {
  const paths = [...new Set(editableWords(hypothesis).map(({ path }) => printable(path)))];
  if (paths.length === 0) return 'This fix has no words in a prompt that could be put otherwise. Choose another one.';
  const where = paths.map((path) => `--words ${path}=<file>`).join(', or ');
  return found === 0
    ? `This fix writes nothing into that prompt. Say: ${where}`
    : `This fix writes into more than one place of a prompt. Say in which: ${where}`;
}
