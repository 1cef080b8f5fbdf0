import type { Run } from '../domain/trace.ts';
import { shorten } from '../refine/shorten.ts';
import type { Seen, SignalRule } from './signal.ts';

/** A run that failed, and the model that went on as if nothing had happened. */
export const error: SignalRule = {
  name: 'error',
  weight: 0,
  look: (seen) => origins(seen).map((run) => ({ runIds: idsOf(run, seen), detail: say(run, seen) })),
};

/** Only where an error began: the runs around it failed because of it. */
function origins({ trace, childrenOf }: Seen): readonly Run[] {
  return trace.runs.filter((run) => hasFailed(run) && !childrenOf(run).some(hasFailed));
}

/** A run fails on what was done last in it: there the search begins. */
function idsOf(run: Run, seen: Seen): readonly string[] {
  const involved = [lastModelIn(run, seen), run, swallowerOf(run, seen)];
  return [...new Set(involved.flatMap((one) => one?.id ?? []))];
}

function lastModelIn(run: Run, { childrenOf }: Seen): Run | undefined {
  return childrenOf(run).findLast(({ kind }) => kind === 'llm');
}

function say(run: Run, seen: Seen): string {
  const swallower = swallowerOf(run, seen);
  const failed = `“${run.name}” failed${run.error ? ` (${shorten(run.error)})` : ''}`;
  return swallower ? `${failed}, and “${swallower.name}” went on after it.` : `${failed}.`;
}

/** The next call of a model behind the error, unless the error went all the way up. */
function swallowerOf(run: Run, { trace }: Seen): Run | undefined {
  const behind = trace.runs.slice(trace.runs.indexOf(run) + 1);
  return behind.find((later) => later.kind === 'llm' && !hasFailed(later));
}

function hasFailed({ status, error }: Run): boolean {
  return status === 'error' || error !== null;
}
