import type { Json, JsonObject } from '../domain/json.ts';
import type { Run } from '../domain/trace.ts';
import { BLANK_RUN } from '../refine/trace/blank-run.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { at, isObject, listAt, objectAt, textAt, without } from '../refine/trace/look-into-json.ts';
import { orderOf } from '../refine/trace/root-over.ts';
import { sentBefore } from '../refine/trace/sent-before.ts';
import type { TraceFormat } from './format.ts';

/**
 * Trajectories of SWE-agent and its kin (`.traj`): for each step what the model
 * answered, the action in it, and what the environment gave back. What the model
 * was sent stands in the step (`query`) or in the history up to it.
 *
 * https://swe-agent.com/latest/usage/trajectories/
 */
export const sweAgent: TraceFormat = {
  name: 'swe-agent',
  read(document) {
    if (!isObject(document)) return undefined;
    const steps = listAt(document, 'trajectory').filter(isObject);
    if (steps.length === 0 || !steps.every((step) => 'action' in step || 'response' in step)) return undefined;
    const sent = historyBefore(listAt(document, 'history'));
    const runs = [rootOf(document), ...steps.flatMap((step, rank) => readStep(step, rank, sent(rank)))];
    return buildTrace(runs.map((run, rank) => ({ run, traceId: null, order: orderOf(rank) })));
  },
};

const ROOT = 'trajectory';
const BLANK = { ...BLANK_RUN, parentId: ROOT, status: 'ok' } as const;

function rootOf(document: JsonObject): Run {
  const info = objectAt(document, 'info');
  const { tokens_sent: sent, tokens_received: received } = objectAt(info, 'model_stats');
  const exit = textAt(info, 'exit_status');
  return {
    ...BLANK,
    id: ROOT,
    parentId: null,
    name: textAt(document, 'environment') ?? ROOT,
    kind: 'chain',
    status: 'unknown',
    inputs: { messages: firstTask(listAt(document, 'history')) },
    outputs: { exit_status: exit, submission: info.submission ?? null },
    usage:
      typeof sent === 'number' && typeof received === 'number' ? { inputTokens: sent, outputTokens: received } : null,
    extra: without(document, new Set(['trajectory', 'history'])),
  };
}

/** What was said before the agent began, without the demonstrations. */
function firstTask(history: readonly Json[]): readonly Json[] {
  const task = history.filter((message) => at(message, 'is_demo') !== true);
  const begun = task.findIndex((message) => textAt(message, 'role') === 'assistant');
  return begun < 0 ? task : task.slice(0, begun);
}

/** The history until the nth answer of the agent itself. */
function historyBefore(history: readonly Json[]): (rank: number) => readonly Json[] {
  const answers = history.flatMap((message, place) =>
    textAt(message, 'role') === 'assistant' && at(message, 'is_demo') !== true ? [place] : [],
  );
  const sent = sentBefore(history);
  return (rank) => sent(answers[rank] ?? history.length).messages;
}

function readStep(step: JsonObject, rank: number, history: readonly Json[]): readonly Run[] {
  const { query, response, thought, action, observation, state, execution_time: seconds } = step;
  const calls = listAt(step, 'tool_calls');
  const id = `step-${rank}`;
  const extra = without(step, new Set(['query', 'response', 'action', 'observation', 'state', 'execution_time']));
  const said: Run = {
    ...BLANK,
    id,
    name: 'agent',
    kind: 'llm',
    inputs: { messages: query ?? history },
    outputs: {
      messages: [
        { role: 'assistant', content: response ?? thought ?? '', ...(calls.length > 0 && { tool_calls: calls }) },
      ],
    },
    extra,
  };
  if (!action && !observation) return [said];
  const done: Run = {
    ...BLANK,
    id: `${id}-action`,
    name: typeof action === 'string' ? (action.trim().split(/\s/)[0] ?? 'action') : 'action',
    kind: 'tool',
    inputs: { action: action ?? null },
    outputs: observation ?? null,
    extra: { ...(state !== undefined && { state }), ...(seconds !== undefined && { execution_time: seconds }) },
  };
  return [said, done];
}
