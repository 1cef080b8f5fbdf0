import type { Json, JsonObject } from '../domain/json.ts';
import type { Run, RunKind } from '../domain/trace.ts';
import { BLANK_RUN } from '../refine/trace/blank-run.ts';
import { buildTrace, type RecordedRun } from '../refine/trace/build-trace.ts';
import { isList, isObject, listAt, objectAt, textAt, unfold, without } from '../refine/trace/look-into-json.ts';
import { readTimeMs } from '../refine/trace/read-time.ts';
import { readUsage } from '../refine/trace/read-usage.ts';
import type { TraceFormat } from './format.ts';

const KINDS: ReadonlyMap<string, RunKind> = new Map<string, RunKind>([
  ['generation', 'llm'],
  ['response', 'llm'],
  ['transcription', 'llm'],
  ['function', 'tool'],
  ['mcp_tools', 'other'],
]);

/**
 * What the tracing of OpenAI's Agents SDK exports: `{ object: 'trace' }` and
 * `{ object: 'trace.span' }`, in a list, JSON Lines, or the `{ data }` that is sent.
 *
 * https://openai.github.io/openai-agents-python/tracing/
 */
export const openAiAgents: TraceFormat = {
  name: 'openai-agents',
  read(document) {
    const records = (isList(document) ? document : listAt(document, 'data')).filter(isObject);
    const spans = records.filter(({ object }) => object === 'trace.span');
    if (spans.length === 0) return undefined;
    const traces = records.filter(({ object }) => object === 'trace');
    const traceIds = new Set(traces.map(({ id }) => id));
    return buildTrace([...traces.map(readTrace), ...spans.map((span) => readSpan(span, traceIds))]);
  },
};

function readTrace(trace: JsonObject): RecordedRun {
  const id = textAt(trace, 'id') ?? '';
  const extra = without(trace, new Set(['id', 'object', 'workflow_name']));
  return {
    run: {
      ...BLANK_RUN,
      id,
      name: textAt(trace, 'workflow_name') ?? 'workflow',
      kind: 'chain',
      status: 'unknown',
      extra,
    },
    traceId: id,
    order: '',
  };
}

function readSpan(span: JsonObject, traceIds: ReadonlySet<Json | undefined>): RecordedRun {
  const data = objectAt(span, 'span_data');
  const type = textAt(data, 'type') ?? 'span';
  const kind = KINDS.get(type) ?? 'chain';
  const traceId = textAt(span, 'trace_id');
  const error = textAt(span, 'error', 'message');
  const response = isObject(data.response) ? data.response : undefined;
  const params = { ...objectAt(data, 'model_config'), ...(response && requestIn(response)) };
  const run: Run = {
    ...BLANK_RUN,
    id: textAt(span, 'id') ?? '',
    parentId: textAt(span, 'parent_id') ?? (traceIds.has(traceId ?? undefined) ? traceId : null),
    name:
      textAt(data, 'name') ??
      textAt(data, 'model') ??
      (type === 'handoff' ? `handoff to ${textAt(data, 'to_agent')}` : type),
    kind,
    status: error !== null ? 'error' : span.ended_at ? 'ok' : 'unknown',
    startMs: readTimeMs(span.started_at),
    endMs: readTimeMs(span.ended_at),
    inputs: unfold(data.input) ?? null,
    outputs: response ?? unfold(data.output) ?? null,
    error,
    model: kind === 'llm' ? (textAt(data, 'model') ?? textAt(response, 'model')) : null,
    usage: kind === 'llm' ? readUsage([data.usage, response?.usage]) : null,
    extra: {
      ...without(
        span,
        new Set(['id', 'object', 'trace_id', 'parent_id', 'started_at', 'ended_at', 'span_data', 'error']),
      ),
      span_data: without(data, new Set(['input', 'output', 'response', 'model_config'])),
      ...(Object.keys(params).length > 0 && { invocation_params: params }),
      ...(isObject(span.error) && { error: span.error }),
    },
  };
  return { run, traceId, order: '' };
}

/** A response repeats the request that led to it, but for the input. */
function requestIn(response: JsonObject): JsonObject {
  return Object.fromEntries(
    ['instructions', 'tools', 'tool_choice', 'temperature', 'top_p', 'text', 'reasoning'].flatMap((key) => {
      const value = response[key];
      return value === undefined || value === null ? [] : [[key, value] as const];
    }),
  );
}
