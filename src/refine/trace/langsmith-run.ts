import type { Json, JsonObject } from '../../domain/json.ts';
import type { Run, RunKind } from '../../domain/trace.ts';
import type { RecordedRun } from './build-trace.ts';
import { at, isObject, listAt, objectAt, textAt, without } from './look-into-json.ts';
import { readTimeMs, timeOfStep } from './read-time.ts';
import { readUsage } from './read-usage.ts';

const KINDS: ReadonlySet<string> = new Set<RunKind>([
  'llm',
  'chain',
  'tool',
  'retriever',
  'embedding',
  'prompt',
  'parser',
]);
/** What has a field of `Run`, or only says where the run stands in its tree. */
const TOLD = new Set([
  ...['id', 'name', 'run_type', 'status', 'start_time', 'end_time', 'inputs', 'outputs', 'error', 'extra', 'metadata'],
  ...['trace_id', 'dotted_order', 'parent_run_id', 'parent_run_ids', 'child_runs', 'child_run_ids'],
  ...['direct_child_run_ids', 'inputs_preview', 'outputs_preview', 'error_preview', 'is_root', 'execution_order'],
]);

/** Does this look like one run as LangSmith's API, SDKs and exports write it? */
export function isLangSmithRun(value: Json | undefined): value is JsonObject {
  return isObject(value) && runIdOf(value) !== null && typeof value.run_type === 'string';
}

/** The id of the run that a record tells of. Updates by some SDKs carry it in their URL alone, and in the `dotted_order`. */
export function runIdOf(record: JsonObject): string | null {
  return idOf(record.id) ?? idOfStep(textAt(record, 'dotted_order')?.split('.').at(-1));
}

/**
 * Reads one LangSmith run of API v1, API v2 or an export.
 *
 * The record's own `extra` is laid open: `extra.metadata`, `extra.invocation_params`;
 * beside it stands whatever else had no field (`tags`, `events`, `feedback_stats`).
 * https://docs.langchain.com/langsmith/run-data-format
 */
export function readLangSmithRun(record: JsonObject): RecordedRun {
  const order = textAt(record, 'dotted_order') ?? '';
  const steps = order.split('.');
  const kind = kindOf(record.run_type);
  const extra = extraOf(record);
  const error = errorOf(record.error);
  const endMs = readTimeMs(record.end_time);
  const asked = kind === 'llm' || kind === 'embedding';
  const run: Run = {
    id: runIdOf(record) ?? '',
    parentId: idOf(record.parent_run_id) ?? idOf(listAt(record, 'parent_run_ids').at(-1)) ?? idOfStep(steps.at(-2)),
    name: textAt(record, 'name') ?? kind,
    kind,
    status: statusOf(record.status, error, endMs),
    startMs: readTimeMs(record.start_time) ?? timeOfStep(steps.at(-1) ?? ''),
    endMs,
    inputs: record.inputs ?? null,
    outputs: record.outputs ?? null,
    error,
    model: asked ? modelOf(record, extra) : null,
    usage: asked ? usageOf(record, extra) : null,
    extra,
  };
  return { run, traceId: idOf(record.trace_id), order };
}

function idOf(value: Json | undefined): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Of a step in a `dotted_order`: `20261121T013643194001Z<id>`. */
function idOfStep(step: string | undefined): string | null {
  return step === undefined ? null : idOf(step.replace(/^\d{8}T\d{6,12}Z/, ''));
}

function kindOf(value: Json | undefined): RunKind {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  return isKind(word) ? word : 'other';
}

const isKind = (word: string): word is RunKind => KINDS.has(word);

function errorOf(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Exports may lack the status: a run that ended without an error went well. */
function statusOf(value: Json | undefined, error: string | null, endMs: number | null): Run['status'] {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (error !== null || word === 'error') return 'error';
  if (word === 'success' || (word === '' && endMs !== null)) return 'ok';
  return 'unknown';
}

function extraOf(record: JsonObject): JsonObject {
  const extra = objectAt(record, 'extra');
  const metadata = { ...objectAt(record, 'metadata'), ...objectAt(extra, 'metadata') };
  const rest = without(record, TOLD);
  const said = Object.entries({ ...rest, ...extra, metadata }).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(said);
}

const isEmpty = (value: Json | undefined): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

function modelOf({ inputs, outputs, serialized }: JsonObject, extra: JsonObject): string | null {
  const params = extra.invocation_params;
  return (
    textAt(extra, 'metadata', 'ls_model_name') ??
    textAt(params, 'model') ??
    textAt(params, 'model_name') ??
    textAt(params, 'model_id') ??
    textAt(params, 'deployment_name') ??
    textAt(inputs, 'model') ??
    textAt(outputs, 'model') ??
    textAt(outputs, 'llm_output', 'model_name') ??
    textAt(outputs, 'modelVersion') ??
    textAt(serialized, 'kwargs', 'model')
  );
}

function usageOf(record: JsonObject, extra: JsonObject): Run['usage'] {
  const { outputs } = record;
  return readUsage([
    at(outputs, 'usage_metadata'),
    at(extra, 'metadata', 'usage_metadata'),
    at(outputs, 'usage'),
    at(outputs, 'usageMetadata'),
    at(outputs, 'llm_output', 'token_usage'),
    at(outputs, 'llmOutput', 'tokenUsage'),
    at(outputs, 'generations', 0, 0, 'message', 'kwargs', 'usage_metadata'),
    record,
  ]);
}
