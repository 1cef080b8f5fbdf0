import { diffArrays } from 'diff';
import { contentWords } from '../text/words.ts';

/** What two texts have in the same place: lines that are the same (as many on both sides), or lines in the place of others. */
export type Hunk = Readonly<{ same: boolean; ours: readonly string[]; theirs: readonly string[] }>;

/** Lines put in and taken out. Comparing takes the square of them, and texts that differ by more have little in common. */
const MOST_DIFFERING = 400;
/** Of the words of a line, those that its rewording keeps. */
const LEAST_KEPT = 0.5;

/** @returns `undefined` when the two differ by too much to be compared */
export function compareLines(
  ours: readonly string[],
  theirs: readonly string[],
  isSame: (ours: string, theirs: string) => boolean,
): readonly Hunk[] | undefined {
  const chunks = diffArrays([...ours], [...theirs], { comparator: isSame, maxEditLength: MOST_DIFFERING });
  if (!chunks) return undefined;
  const hunks: Hunk[] = [];
  let place = 0;
  for (const { value, added, removed, count } of chunks) {
    const old = added ? [] : ours.slice(place, place + count);
    place += old.length;
    const seen = removed ? [] : value;
    const last = hunks.at(-1);
    const same = !added && !removed;
    if (last && !last.same && !same)
      hunks[hunks.length - 1] = { same, ours: [...last.ours, ...old], theirs: [...last.theirs, ...seen] };
    else hunks.push({ same, ours: old, theirs: seen });
  }
  return hunks;
}

/** Whether one line may well be the other, said in other words. */
export function isReworded(line: string, other: string): boolean {
  const words = contentWords(line);
  const others = new Set(contentWords(other));
  const kept = words.filter((word) => others.has(word)).length;
  return kept > 0 && kept >= Math.max(words.length, others.size) * LEAST_KEPT;
}
