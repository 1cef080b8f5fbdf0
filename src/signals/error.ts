import type { Run } from '../domain/trace.ts';
import { findAnswer } from '../refine/suspects/find-answer.ts';
import { shorten } from '../refine/text/shorten.ts';
import type { Seen, SignalRule } from './signal.ts';

/** Of the runs that an error brought down, so many are named. */
const MOST_NAMED = 4;

/** A run that failed, and the way that its error took: up, or to the model that went on, and on to the answer. */
export const error: SignalRule = {
  name: 'error',
  weight: 0,
  look(seen) {
    const map = mapOf(seen);
    return origins(seen).map((run) => {
      const swallower = map.swallowers.get(run.id);
      const answer = swallower && map.answer && map.isBehind(map.answer, run) ? map.answer : undefined;
      /** A run fails on what was done last in it: there the search begins. */
      const involved = [lastModelIn(run, seen), run, swallower, answer];
      return { runIds: [...new Set(involved.flatMap((one) => one?.id ?? []))], detail: say(run, map, answer) };
    });
  },
};

/** Only where an error began: the runs around it failed because of it. */
function origins({ trace, childrenOf }: Seen): readonly Run[] {
  return trace.runs.filter((run) => hasFailed(run) && !childrenOf(run).some(hasFailed));
}

function lastModelIn(run: Run, { childrenOf }: Seen): Run | undefined {
  return childrenOf(run).findLast(({ kind }) => kind === 'llm');
}

/** What every error asks of the trace, made once: a trace may have as many errors as runs. */
type ErrorMap = Readonly<{
  byId: ReadonlyMap<string, Run>;
  /** By run id: the next call of a model behind it that did not fail. */
  swallowers: ReadonlyMap<string, Run>;
  answer: Run | undefined;
  isBehind(later: Run, earlier: Run): boolean;
}>;

function mapOf(seen: Seen): ErrorMap {
  const { runs } = seen.trace;
  const places = new Map(runs.map(({ id }, place) => [id, place]));
  const swallowers = new Map<string, Run>();
  let next: Run | undefined;
  for (const run of runs.toReversed()) {
    if (next) swallowers.set(run.id, next);
    if (run.kind === 'llm' && !hasFailed(run)) next = run;
  }
  return {
    byId: new Map(runs.map((run) => [run.id, run])),
    swallowers,
    answer: findAnswer(seen)?.run,
    isBehind: (later, earlier) => (places.get(later.id) ?? 0) > (places.get(earlier.id) ?? 0),
  };
}

function say(run: Run, map: ErrorMap, answer: Run | undefined): string {
  const failed = `“${run.name}” failed${run.error ? ` (${shorten(run.error)})` : ''}`;
  const swallower = map.swallowers.get(run.id);
  if (!swallower) return `${failed}${broughtDown(run, map)}.`;
  const onTo = answer && answer !== swallower ? `, up to the final answer by “${answer.name}”` : '';
  return `${failed}, and “${swallower.name}” went on after it${onTo}.`;
}

/** The runs around it that failed with it, from the inside out. */
function broughtDown(run: Run, { byId }: ErrorMap): string {
  const names: string[] = [];
  for (let around = byId.get(run.parentId ?? ''); around && hasFailed(around); ) {
    if (names.length === MOST_NAMED) break;
    names.push(`“${around.name}”`);
    around = byId.get(around.parentId ?? '');
  }
  return names.length === 0 ? '' : `, and with it ${names.join(', then ')}`;
}

function hasFailed({ status, error }: Run): boolean {
  return status === 'error' || error !== null;
}
