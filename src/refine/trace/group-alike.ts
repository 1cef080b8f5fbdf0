import { type Failure, questionIn } from './failure-words.ts';

/** Failures that look like one: `first` is the newest, `count` all of them. */
export type Alike = Readonly<{ first: Failure; count: number }>;

const MOST_WORDS = 8;

/** By name and by how the error begins, or what was asked, figures and ids aside; in the order in which their newest stand. */
export function groupAlike(lines: readonly Failure[]): readonly Alike[] {
  const groups = Map.groupBy(lines, likeness);
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [{ first, count: others.length + 1 }] : []));
}

function likeness({ name, error, asked, isDisliked }: Failure): string {
  const words = ((isDisliked ? null : error) ?? (asked === null ? '' : questionIn(asked)))
    .slice(0, 400)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/\p{N}/u.test(word));
  return JSON.stringify([name, isDisliked, error !== null, words.slice(0, MOST_WORDS)]);
}
