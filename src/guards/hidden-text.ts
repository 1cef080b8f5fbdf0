import type { InspectedFile } from '../ports.ts';
import { asLatin } from '../refine/text/as-latin.ts';
import { codeOf, unseenIn } from '../refine/text/unseen.ts';
import { addedLines } from './added-lines.ts';
import type { Doubt, Guard } from './guard.ts';

const MOST_NAMED = 5;
const WORD = /[\p{L}\p{M}]{2,64}/gu;
/** Letters of these alphabets are drawn like Latin ones. https://www.unicode.org/reports/tr39/#Confusable_Detection */
const DRAWN_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

/** A person approves what they see. What they can't see must not be there, and what looks like something else is said. */
export const hiddenText: Guard = {
  name: 'hidden-text',
  look: ({ files }) => files.flatMap((file) => [...unseen(file), ...lookalikes(file), ...disguised(file)]),
};

/** Signs that the change brings in: more of one than there were. */
function unseen({ path, before, after }: InspectedFile): readonly Doubt[] {
  const old = countsOf(unseenIn(before?.text ?? ''));
  const added = [...countsOf(unseenIn(after?.text ?? ''))].filter(([sign, count]) => count > (old.get(sign) ?? 0));
  if (added.length === 0) return [];
  const named = added
    .slice(0, MOST_NAMED)
    .map(([sign, count]) => `${codeOf(sign)} ${count - (old.get(sign) ?? 0)} times`);
  const says = `${path} would hold signs that nobody can see (${named.join(', ')}). Words can be hidden by them.`;
  return [{ severity: 'block', path, says }];
}

function lookalikes(file: InspectedFile): readonly Doubt[] {
  const { path, before } = file;
  const known = new Set(mixedWords(before?.text ?? ''));
  const added = [...new Set(addedLines(file).flatMap(mixedWords))].filter((word) => !known.has(word));
  if (added.length === 0) return [];
  const named = added.slice(0, MOST_NAMED).map((word) => `“${word}”`);
  const says = `${path} would hold ${named.join(', ')}, in which letters of two alphabets are mixed that look alike.`;
  return [{ severity: 'needs-approval', path, says }];
}

/** A new name that reads like one in plain letters: people would take it for that. */
function disguised({ path, before }: InspectedFile): readonly Doubt[] {
  if (before !== null || asLatin(path) === path || !/^[ -~]*$/.test(asLatin(path))) return [];
  const says = `The name ${path} has letters of another alphabet that look like Latin ones: it reads like ${asLatin(path)}, and is another file.`;
  return [{ severity: 'block', path, says }];
}

function mixedWords(text: string): readonly string[] {
  const words = text.match(WORD) ?? [];
  return words.filter((word) => DRAWN_ALIKE.test(word) && /\p{Script=Latin}/u.test(word));
}

function countsOf(signs: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  return counts;
}
