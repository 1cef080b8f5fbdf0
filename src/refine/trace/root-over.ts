import type { Run } from '../../domain/trace.ts';
import { BLANK_RUN } from './blank-run.ts';
import type { RecordedRun } from './build-trace.ts';

const ROOT_ID = 'root';

/** Runs that stand side by side, in the order they were listed; more than one get a common root. */
export function rootOver(name: string, runs: readonly Run[]): readonly RecordedRun[] {
  const ids = new Map<string, number>();
  const distinct = runs.map((run, rank) => {
    const taken = ids.get(run.id) ?? 0;
    ids.set(run.id, taken + 1);
    return { ...run, id: taken === 0 ? run.id : `${run.id}-${rank}` };
  });
  const below = distinct.length < 2 ? distinct : distinct.map((run) => ({ ...run, parentId: run.parentId ?? ROOT_ID }));
  const recorded = below.map((run, rank) => ({ run, traceId: null, order: orderOf(rank + 1) }));
  return below.length < 2 ? recorded : [{ run: rootOf(name, below), traceId: null, order: orderOf(0) }, ...recorded];
}

/** Sorts as text in the order of the numbers. */
export const orderOf = (rank: number): string => String(rank).padStart(9, '0');

function rootOf(name: string, below: readonly Run[]): Run {
  const starts = below.flatMap(({ startMs }) => startMs ?? []);
  const ends = below.flatMap(({ endMs }) => endMs ?? []);
  return {
    ...BLANK_RUN,
    id: ROOT_ID,
    name,
    kind: 'chain',
    startMs: starts.reduce<number | null>((least, ms) => (least === null || ms < least ? ms : least), null),
    endMs: ends.reduce<number | null>((most, ms) => (most === null || ms > most ? ms : most), null),
  };
}
