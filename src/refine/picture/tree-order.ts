import type { Run } from '../../domain/trace.ts';

/** Each run right before the runs in it, siblings as they stand in the trace. */
export function inTreeOrder(runs: readonly Run[]): readonly Run[] {
  const inside = Map.groupBy(runs, ({ parentId }) => parentId);
  const waiting = (inside.get(null) ?? []).toReversed();
  const ordered: Run[] = [];
  for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) {
    ordered.push(run);
    for (const child of (inside.get(run.id) ?? []).toReversed()) waiting.push(child);
  }
  return ordered;
}

export function hasFailed({ status, error }: Run): boolean {
  return status === 'error' || error !== null;
}
