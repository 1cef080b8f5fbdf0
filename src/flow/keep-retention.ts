import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseId } from '../domain/case.ts';
import type { Person } from '../domain/project.ts';
import type { Clock, Exclusive, FactStore } from '../ports.ts';
import type { ForgetDesk } from './forget-desk.ts';
import { storedCases } from './stored-cases.ts';

const DAY_MS = 24 * 3_600_000;
/** Who decides in the record, where nobody did. */
const RETENTION: Person = { id: 'refinery/retention', name: 'Refinery' };

export type Retention = Readonly<{
  workspace: string;
  facts: Pick<FactStore, 'read' | 'list'>;
  desk: Pick<ForgetDesk, 'forgetOld'>;
  exclusive: Exclusive;
  /** How long a case is kept after the last thing that happened in it. */
  days: number;
  clock: Clock;
}>;

/** Forgets cases that are too old, at once and then daily, until the signal fires. What fails is tried again the next day. */
export async function keepRetention(
  retention: Retention,
  { onForgotten, onFailed }: Readonly<{ onForgotten(id: CaseId): void; onFailed(error: unknown): void }>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await forgetOldCases(retention, onForgotten, signal).catch(onFailed);
    // A timer alone must not keep a process alive.
    await sleep(DAY_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}

/** One process at a time. Errors as `ForgetDesk`. */
export function forgetOldCases(
  { workspace, facts, desk, exclusive, days, clock }: Retention,
  onForgotten: (id: CaseId) => void,
  signal: AbortSignal,
): Promise<void> {
  return exclusive(`retention/${workspace}`, async () => {
    const sinceMs = clock() - days * DAY_MS;
    for await (const line of storedCases(workspace, facts)) {
      if (signal.aborted) return;
      // What was changed from outside is for people to look at first.
      if ('damaged' in line) continue;
      if ((await desk.forgetOld(line.id, RETENTION, sinceMs)) === 'forgotten') onForgotten(line.id);
    }
  });
}
