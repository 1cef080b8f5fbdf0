import type { DBOS } from '@dbos-inc/dbos-sdk';
import type { Spent, StepNews, Steps, Turn } from '../ports.ts';
import { operationOf } from '../refine/case/operation-of.ts';
import { inSpan, type SpanFacts } from '../tracing.ts';
import { attempt } from './attempt.ts';
import { restored, storable } from './stored-error.ts';

export type StepsOf = Readonly<{
  dbos: typeof DBOS;
  onStep: (news: StepNews) => void;
  /** Fires when this process ends, or may no longer go on. */
  signal: AbortSignal;
  /** Steps that still have something to write down. */
  inFlight: Set<Promise<unknown>>;
  /** The engine itself has something against this run of the chapter: another process owns it now, or its steps are not those of before. */
  onBroken(error: Error): void;
}>;

/** What is cut short ends neither well nor badly: it stays as it is, and is done again by the next process. */
export const CUT_SHORT = new Promise<never>(() => {});

/**
 * The steps of one chapter. A step has its place in the chapter from the moment
 * it is called, before anything is awaited; so several may run at once, and the
 * next process finds each result where it belongs.
 */
export function stepsOf(turn: Turn, { dbos, onStep, signal, inFlight, onBroken }: StepsOf): Steps {
  return {
    signal,
    step(name, run) {
      if (signal.aborted) return CUT_SHORT;
      const startedMs = performance.now();
      const operation = operationOf(name);
      const wasCut = Promise.withResolvers<void>();
      let ran = false;
      let spent: Spent = {};
      const tell = (state: StepNews['state'], error?: Error) =>
        onStep({
          turn,
          step: name,
          state,
          tookMs: state === 'begun' ? 0 : performance.now() - startedMs,
          spent,
          ...(error && { error: error.message }),
        });

      const recorded = dbos.runStep(
        async () => {
          ran = true;
          tell('begun');
          try {
            return await inSpan(
              `step ${operation}`,
              { facts: { ...factsOf(turn), 'refinery.operation': operation } },
              () =>
                attempt(
                  () =>
                    run((cost) => {
                      spent = sum(spent, cost);
                    }),
                  signal,
                ),
            );
          } catch (error) {
            if (!signal.aborted) throw storable(error);
            wasCut.resolve();
            return CUT_SHORT;
          }
        },
        { name },
      );
      track(inFlight, Promise.race([wasCut.promise, recorded]));
      // A result that was found stored is no news.
      return recorded.then(
        (result) => {
          if (ran) tell('done');
          return result;
        },
        (error) => {
          // Nothing of the step's own went wrong: it is done again by whoever goes on.
          if (isEngineError(error)) {
            onBroken(error);
            return CUT_SHORT;
          }
          const known = restored(error);
          if (ran) tell('failed', known);
          throw known;
        },
      );
    },
  };
}

/** Which turn of which case: ids alone. */
export function factsOf({ at, chapter }: Turn): SpanFacts {
  return { 'refinery.workspace': at.workspace, 'refinery.case': at.id, 'refinery.chapter': chapter };
}

const isEngineError = (error: unknown): error is Error => error instanceof Error && 'dbosErrorCode' in error;

function sum(before: Spent, cost: Spent): Spent {
  return {
    ...before,
    ...cost,
    ...add('inputTokens', before, cost),
    ...add('outputTokens', before, cost),
  };
}

function add(name: 'inputTokens' | 'outputTokens', before: Spent, cost: Spent): Spent {
  if (before[name] === undefined && cost[name] === undefined) return {};
  return { [name]: (before[name] ?? 0) + (cost[name] ?? 0) };
}

function track(inFlight: Set<Promise<unknown>>, work: Promise<unknown>): void {
  const settled: Promise<unknown> = work
    .then(
      () => {},
      () => {},
    )
    .then(() => inFlight.delete(settled));
  inFlight.add(settled);
}
