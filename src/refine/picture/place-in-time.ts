import type { Bar, Waterfall } from '../../domain/picture.ts';
import type { Run } from '../../domain/trace.ts';

export type PlacedRun = Readonly<{ run: Run; bar: Bar }>;

export type Placed = Readonly<{ axis: Waterfall['axis']; runs: readonly PlacedRun[]; note: string | null }>;

/** No run takes this long: a time that is further from the others is a mistake, such as 1970. */
const MOST_APART_MS = 30 * 24 * 3_600_000;

/**
 * Where each run's bar lies. Where fewer than half of the runs have both times, or all have the same, they are laid
 * side by side as they stand; a few without a time are put where the run before them begins.
 *
 * @param runs in tree order
 */
export function placeInTime(runs: readonly Run[]): Placed {
  const middle = medianOf(runs.flatMap(({ startMs }) => startMs ?? []));
  const timed = runs.map((run) => ({ run, startMs: near(run.startMs, middle), endMs: near(run.endMs, middle) }));
  const starts = timed.flatMap(({ startMs }) => startMs ?? []);
  const whole = timed.filter(({ startMs, endMs }) => startMs !== null && endMs !== null);
  const first = starts.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  const last = timed.reduce((most, { startMs, endMs }) => Math.max(most, startMs ?? most, endMs ?? most), first);
  if (whole.length * 2 < runs.length || !(last > first)) return placeInOrder(runs);

  let before = 0;
  let guesses = 0;
  const placed = timed.map(({ run, startMs, endMs }): PlacedRun => {
    const from = startMs === null ? before : startMs - first;
    const to = endMs === null ? from : Math.max(from, endMs - first);
    const guessed = startMs === null || endMs === null;
    before = from;
    guesses += Number(guessed);
    return { run, bar: { from, to, guessed } };
  });
  return {
    axis: { unit: 'ms', length: last - first },
    runs: placed,
    note: guesses === 0 ? null : guessedNote(guesses),
  };
}

function guessedNote(count: number): string {
  return count === 1
    ? 'One step does not say when it ran: a diamond shows its place in the order.'
    : `${count.toLocaleString('en')} steps do not say when they ran: a diamond shows their place in the order.`;
}

/** One run is one long; a run that holds others lies over all of them. */
function placeInOrder(runs: readonly Run[]): Placed {
  const place = new Map(runs.map(({ id }, index) => [id, index]));
  const ends = runs.map((_, index) => index + 1);
  for (const [index, { parentId }] of [...runs.entries()].reverse()) {
    const parent = parentId === null ? undefined : place.get(parentId);
    if (parent !== undefined) ends[parent] = Math.max(ends[parent] ?? 0, ends[index] ?? 0);
  }
  return {
    axis: { unit: 'steps', length: runs.length },
    runs: runs.map((run, index) => ({ run, bar: { from: index, to: ends[index] ?? index, guessed: false } })),
    note: 'The trace does not say when its steps ran, so they are shown one after the other.',
  };
}

/** @param bars at least one */
export function span(bars: readonly Bar[]): Bar {
  return bars.reduce((all, { from, to }) => ({
    from: Math.min(all.from, from),
    to: Math.max(all.to, to),
    guessed: false,
  }));
}

function near(ms: number | null, middle: number): number | null {
  return ms !== null && Math.abs(ms - middle) <= MOST_APART_MS ? ms : null;
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}
