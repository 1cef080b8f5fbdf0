import type { Answer } from '../../domain/call.ts';
import type { Run, Trace } from '../../domain/trace.ts';
import { sumUsage } from '../call/sum-usage.ts';
import { findTask } from '../suspects/find-task.ts';
import { shorten } from '../text/shorten.ts';
import { runNamesOf } from '../trace/run-names.ts';
import { showJson } from '../view/show-json.ts';
import { hasFailed } from './tree-order.ts';

/** A trace in a few lines, for people who see only its link. Times in milliseconds, `startMs` since 1970; `null` where nobody recorded it. */
export type TraceSummary = Readonly<{
  name: string;
  failed: boolean;
  startMs: number | null;
  tookMs: number | null;
  runs: number;
  /** In and out, of all calls of models. */
  tokens: number | null;
  /** The failure that ended first, which is the one that others may come of. */
  firstError: Readonly<{ run: string; text: string }> | null;
  asked: string | null;
  answered: string | null;
}>;

const MOST_NAME_CHARS = 120;
const MOST_CHARS = 300;

/** @param calls those of the trace, in its order */
export function summaryOf(trace: Trace, calls: readonly Pick<Answer, 'output'>[]): TraceSummary {
  const { runs } = trace;
  const starts = runs.flatMap(({ startMs }) => startMs ?? []);
  const ends = runs.flatMap(({ endMs }) => endMs ?? []);
  const startMs = earliest(starts);
  const endMs = ends.reduce<number | null>((latest, each) => Math.max(latest ?? each, each), null);
  const usages = runs.flatMap(({ kind, usage }) => (kind === 'llm' ? (usage ?? []) : []));
  const { inputTokens, outputTokens } = sumUsage(usages);
  const roots = runs.filter(({ parentId }) => parentId === null);
  return {
    name: shorten(trace.name, MOST_NAME_CHARS),
    failed: roots.some(hasFailed),
    startMs,
    tookMs: startMs === null || endMs === null ? null : Math.max(0, endMs - startMs),
    runs: runs.length,
    tokens: usages.length === 0 ? null : inputTokens + outputTokens,
    firstError: firstErrorIn(runs),
    asked: line(findTask(trace)),
    answered: line(calls.at(-1)?.output.text || roots.flatMap(({ outputs }) => showJson(outputs)).at(-1)?.text),
  };
}

function firstErrorIn(runs: readonly Run[]): TraceSummary['firstError'] {
  const failed = runs.filter(hasFailed);
  // Of those that nobody timed, and of those that ended together, the innermost: parents stand before their children.
  const first = failed.reduce<Run | undefined>(
    (earlier, run) => (earlier && (earlier.endMs ?? Infinity) < (run.endMs ?? Infinity) ? earlier : run),
    undefined,
  );
  if (!first) return null;
  const run = runNamesOf({ runs }).get(first.id)?.name ?? first.name;
  return { run: shorten(run, MOST_NAME_CHARS), text: shorten(first.error ?? 'It failed without a word.', MOST_CHARS) };
}

const line = (text: string | undefined): string | null => (text ? shorten(text, MOST_CHARS) || null : null);

function earliest(times: readonly number[]): number | null {
  return times.reduce<number | null>((first, each) => Math.min(first ?? each, each), null);
}
