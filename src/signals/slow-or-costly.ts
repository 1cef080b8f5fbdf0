import type { Run } from '../domain/trace.ts';
import type { SignalRule } from './signal.ts';

const TIMES_USUAL = 5;
const SLOW_FROM_MS = 10_000;
const COSTLY_FROM_TOKENS = 20_000;
/** With fewer, nothing is usual. */
const FEWEST_STEPS = 4;
const MOST_NAMED = 3;

/** Steps that took far longer, or read and wrote far more, than the others of the trace. */
export const slowOrCostly: SignalRule = {
  name: 'slow-or-costly',
  weight: 0,
  look({ trace, childrenOf }) {
    const steps = trace.runs.filter((run) => childrenOf(run).length === 0);
    return [
      ...outliers(
        steps,
        tookMs,
        SLOW_FROM_MS,
        (run, value) => `“${run.name}” took ${Math.round(value / 1_000)} seconds`,
      ),
      ...outliers(
        steps,
        tokensOf,
        COSTLY_FROM_TOKENS,
        (run, value) => `“${run.name}” read and wrote ${inThousands(value)} tokens`,
      ),
    ];
  },
};

function outliers(
  steps: readonly Run[],
  measure: (run: Run) => number | undefined,
  from: number,
  say: (run: Run, value: number) => string,
) {
  const measured = steps.flatMap((run) => {
    const value = measure(run);
    return value === undefined ? [] : [{ run, value }];
  });
  if (measured.length < FEWEST_STEPS) return [];
  const sorted = measured.toSorted((one, other) => one.value - other.value);
  const usual = sorted[sorted.length >> 1]?.value ?? 0;
  return sorted
    .filter(({ value }) => value >= Math.max(from, usual * TIMES_USUAL))
    .slice(-MOST_NAMED)
    .reverse()
    .map(({ run, value }) => ({ runIds: [run.id], detail: `${say(run, value)}, far more than the other steps.` }));
}

function tookMs({ startMs, endMs }: Run): number | undefined {
  return startMs === null || endMs === null || endMs < startMs ? undefined : endMs - startMs;
}

function tokensOf({ usage }: Run): number | undefined {
  return usage === null ? undefined : usage.inputTokens + usage.outputTokens;
}

function inThousands(tokens: number): string {
  return (Math.round(tokens / 1_000) * 1_000).toLocaleString('en');
}
