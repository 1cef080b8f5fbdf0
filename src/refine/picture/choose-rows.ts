import type { Run } from '../../domain/trace.ts';
import { hasFailed } from './tree-order.ts';

/** What stands on each line: one run, or those that are folded (`from` up to, not with, `to`); places in tree order. */
export type Lines = readonly (Readonly<{ run: number }> | Readonly<{ from: number; to: number }>)[];

/** More would be too small to read where the picture stands in a thread. */
const MOST_RUNS = 36;
/** Once runs are folded, fewer are easier to look over. */
const MOST_LINES = 26;
const NEAR = 2;

/**
 * All runs where there is room; else those that matter most, with what lies between them folded. What matters: the
 * suspects, the whole, what the suspects are in, what failed, what stands beside a suspect; then what is less deep.
 */
export function chooseRows(runs: readonly Run[], suspects: ReadonlySet<string>): Lines {
  if (runs.length <= MOST_RUNS) return runs.map((_, run) => ({ run }));
  const worth = worthOf(runs, suspects);
  const ranked = worth
    .map((each, run) => ({ each, run }))
    .sort((one, other) => one.each - other.each || one.run - other.run)
    .slice(0, MOST_LINES);
  for (let count = MOST_LINES; count > 1; count--) {
    const chosen = ranked.slice(0, count).map(({ run }) => run);
    const lines = foldBetween(
      chosen.toSorted((one, other) => one - other),
      runs.length,
    );
    if (lines.length <= MOST_LINES) return lines;
  }
  return foldBetween([0], runs.length);
}

/** The less, the sooner it is shown. */
function worthOf(runs: readonly Run[], suspects: ReadonlySet<string>): readonly number[] {
  const place = new Map(runs.map(({ id }, index) => [id, index]));
  const depth: number[] = [];
  for (const { parentId } of runs) depth.push(parentId === null ? 0 : (depth[place.get(parentId) ?? 0] ?? 0) + 1);
  const worth = runs.map((run, index) => (index === 0 ? 1 : hasFailed(run) ? 4 : 6 + (depth[index] ?? 0)));
  const raise = (index: number | undefined, to: number) => {
    if (index !== undefined && index in worth) worth[index] = Math.min(worth[index] ?? to, to);
  };
  for (const id of suspects) {
    const index = place.get(id);
    if (index === undefined) continue;
    raise(index, 0);
    for (let step = 1; step <= NEAR; step++) {
      raise(index - step, 5);
      raise(index + step, 5);
    }
    let above = runs[index]?.parentId ?? null;
    for (let step = 0; step < NEAR && above !== null; step++) {
      const parent = place.get(above);
      raise(parent, 2 + step);
      above = parent === undefined ? null : (runs[parent]?.parentId ?? null);
    }
  }
  return worth;
}

/** A gap of one run is no shorter folded. */
function foldBetween(chosen: readonly number[], count: number): Lines {
  const lines: ({ run: number } | { from: number; to: number })[] = [];
  let next = 0;
  for (const run of [...chosen, count]) {
    if (run - next === 1) lines.push({ run: next });
    else if (run > next) lines.push({ from: next, to: run });
    if (run < count) lines.push({ run });
    next = run + 1;
  }
  return lines;
}
