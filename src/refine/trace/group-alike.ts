import type { TraceLine } from '../../ports.ts';

/** Failures that look like one: `first` is the newest, `count` all of them. */
export type Alike = Readonly<{ first: TraceLine; count: number }>;

const MOST_WORDS = 8;

/** By name and by how the error begins, figures and ids aside; in the order in which their newest stand. */
export function groupAlike(lines: readonly TraceLine[]): readonly Alike[] {
  const groups = Map.groupBy(lines, likeness);
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [{ first, count: others.length + 1 }] : []));
}

function likeness({ name, error, asked }: TraceLine): string {
  const words = (error ?? asked ?? '')
    .slice(0, 400)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/\p{N}/u.test(word));
  return JSON.stringify([name, error !== null, words.slice(0, MOST_WORDS)]);
}
