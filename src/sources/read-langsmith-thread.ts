import type { Json } from '../domain/json.ts';
import { BLANK_RUN } from '../refine/trace/blank-run.ts';
import type { RecordedRun } from '../refine/trace/build-trace.ts';
import { isLangSmithRun, readLangSmithRun } from '../refine/trace/langsmith-run.ts';
import { textAt } from '../refine/trace/look-into-json.ts';
import { ask, type Line, readPages } from './langsmith-line.ts';
import { readLangSmithRuns } from './read-langsmith-runs.ts';

export type Thread = Readonly<{ projectId: string; threadId: string }>;

const MOST_TURNS = 1_000;
/** The latest turns of a conversation: what went wrong was seen lately, and rests on what was said before. */
const TURNS_READ = 30;
const AT_A_TIME = 4;
/** Not the thread's own id, which may be somebody's address. */
const CONVERSATION = 'conversation';

/**
 * A conversation as one tree: its traces, each a turn, in order below one root. A
 * conversation of one turn is that trace alone.
 */
export async function readLangSmithThread(
  line: Line,
  { projectId, threadId }: Thread,
): Promise<Readonly<{ recorded: readonly RecordedRun[]; noted: readonly string[] }>> {
  const listed = await readPages(MOST_TURNS, (cursor) => {
    const query = { project_id: projectId, selects: ['START_TIME' as const], ...(cursor && { cursor }) };
    return ask(line, (options) => line.client.threads.listTraces(threadId, query, options));
  });
  const turns = listed.toSorted(byStart).flatMap((turn) => textAt(turn, 'trace_id') ?? []);
  const latest = turns.slice(-TURNS_READ);
  const records: Json[] = [];
  for (let from = 0; from < latest.length; from += AT_A_TIME) {
    const some = latest.slice(from, from + AT_A_TIME);
    const read = await Promise.all(some.map((traceId) => readLangSmithRuns(line, { traceId, projectId })));
    for (const record of read.flat()) records.push(record);
  }
  const noted =
    turns.length > latest.length
      ? [`These are the latest ${latest.length} of ${turns.length} turns of the thread.`]
      : [];
  const recorded = records.filter(isLangSmithRun).map(readLangSmithRun);
  return { recorded: latest.length > 1 ? underOneRoot(recorded) : recorded, noted };
}

function byStart(one: Json, other: Json): number {
  const [a, b] = [textAt(one, 'start_time') ?? '', textAt(other, 'start_time') ?? ''];
  return a === b ? 0 : a < b ? -1 : 1;
}

function underOneRoot(recorded: readonly RecordedRun[]): readonly RecordedRun[] {
  const turns = recorded
    .map(({ run }) => run)
    .filter(({ parentId }) => parentId === null)
    .toSorted((one, other) => (one.startMs ?? 0) - (other.startMs ?? 0));
  const [first, last] = [turns[0], turns.at(-1)];
  if (!first || !last) return recorded;
  const root: RecordedRun = {
    run: {
      ...BLANK_RUN,
      id: CONVERSATION,
      name: CONVERSATION,
      kind: 'chain',
      status: last.status,
      startMs: first.startMs,
      endMs: last.endMs,
      inputs: first.inputs,
      outputs: last.outputs,
    },
    traceId: CONVERSATION,
    order: '',
  };
  const below = recorded.map((one) => ({
    ...one,
    run: one.run.parentId === null ? { ...one.run, parentId: CONVERSATION } : one.run,
    traceId: CONVERSATION,
  }));
  return [root, ...below];
}
