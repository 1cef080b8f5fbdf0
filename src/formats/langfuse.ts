import type { Json, JsonObject } from '../domain/json.ts';
import type { Run, RunKind } from '../domain/trace.ts';
import { BLANK_RUN } from '../refine/trace/blank-run.ts';
import { buildTrace, type RecordedRun } from '../refine/trace/build-trace.ts';
import { isList, isObject, listAt, objectAt, textAt, unfold, without } from '../refine/trace/look-into-json.ts';
import { readTalk } from '../refine/trace/otel-request.ts';
import { kindOfSpan } from '../refine/trace/read-otel-run.ts';
import { readTimeMs } from '../refine/trace/read-time.ts';
import { readUsage } from '../refine/trace/read-usage.ts';
import type { TraceFormat } from './format.ts';

const KINDS: ReadonlyMap<string, RunKind> = new Map<string, RunKind>([
  ['GENERATION', 'llm'],
  ['TOOL', 'tool'],
  ['RETRIEVER', 'retriever'],
  ['EMBEDDING', 'embedding'],
  ...['SPAN', 'AGENT', 'CHAIN', 'EVALUATOR', 'GUARDRAIL'].map((type) => [type, 'chain'] as const),
  ['EVENT', 'other'],
]);
/** `trace-create` of a batch, in the form that observations have. */
const TRACE_SENT = 'TRACE';
const TOLD: ReadonlySet<string> = new Set([
  ...['id', 'traceId', 'type', 'name', 'parentObservationId', 'startTime', 'endTime', 'input', 'output', 'level'],
  ...['statusMessage', 'model', 'metadata', 'modelParameters', 'observations'],
]);

/**
 * Langfuse: the export of a trace (`{ trace, observations }`), a trace of the API
 * (its observations nested in it), observations listed (`{ data }`, a list, JSON
 * Lines; in camelCase or as columns in snake_case), and what SDKs send (`{ batch }`).
 *
 * https://api.reference.langfuse.com/
 */
export const langfuse: TraceFormat = {
  name: 'langfuse',
  read(document) {
    const records = recordsIn(document).map(inCamelCase);
    const observations = records.filter(isObservation);
    const traces = records.filter((record) => !isObservation(record) && isTrace(record));
    if (observations.length === 0 && traces.length === 0) return undefined;
    const runs = observations.map(readObservation);
    return buildTrace(traces.reduce<readonly RecordedRun[]>(placeTrace, runs));
  },
};

function recordsIn(document: Json): readonly JsonObject[] {
  if (isList(document)) return document.filter(isObject).flatMap(recordsIn);
  if (!isObject(document)) return [];
  const { trace, batch, data, observations } = document;
  if (isList(batch)) return mergeEvents(batch);
  const inside = [...listAt({ observations: observations ?? null }, 'observations'), ...(isList(data) ? data : [])];
  const own = isObject(trace) ? trace : document;
  return [own, ...inside.filter(isObject)];
}

/** Of an ingestion batch: what a later event says of a thing is laid over what an earlier one said. */
function mergeEvents(batch: readonly Json[]): readonly JsonObject[] {
  const merged = new Map<string, JsonObject>();
  for (const event of batch) {
    const [, what] =
      /^(trace|span|generation|event|agent|tool|chain|retriever|embedding|evaluator|guardrail|observation)-(?:create|update)$/.exec(
        textAt(event, 'type') ?? '',
      ) ?? [];
    const body = objectAt(event, 'body');
    const id = textAt(body, 'id');
    if (what === undefined || id === null) continue;
    const type = what === 'observation' ? {} : { type: what.toUpperCase() };
    const said = Object.entries(body).filter(([, value]) => value !== null);
    merged.set(id, { ...type, ...merged.get(id), ...Object.fromEntries(said) });
  }
  return [...merged.values()];
}

function inCamelCase(record: JsonObject): JsonObject {
  if (!('trace_id' in record || 'start_time' in record || 'parent_observation_id' in record)) return record;
  const entries = Object.entries(record).map(
    ([key, value]) => [key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), value] as const,
  );
  return Object.fromEntries(entries);
}

function isObservation(record: JsonObject): boolean {
  return (
    textAt(record, 'id') !== null &&
    KINDS.has(textAt(record, 'type') ?? '') &&
    (textAt(record, 'traceId') !== null || 'parentObservationId' in record) &&
    textAt(record, 'startTime') !== null
  );
}

/** Many things have an id and a time; these have what only Langfuse writes. */
function isTrace(record: JsonObject): boolean {
  const isSent = record.type === TRACE_SENT;
  const isKept = textAt(record, 'timestamp') !== null && !('type' in record) && !('role' in record);
  const isOurs = ['projectId', 'observations', 'htmlPath', 'bookmarked'].some((key) => key in record);
  return textAt(record, 'id') !== null && (isSent || (isKept && isOurs));
}

/** The trace itself is a run only where no single observation stands for it. */
function placeTrace(runs: readonly RecordedRun[], trace: JsonObject): readonly RecordedRun[] {
  const id = textAt(trace, 'id') ?? '';
  const ids = new Set(runs.map(({ run }) => run.id));
  const isTop = ({ run, traceId }: RecordedRun) =>
    (traceId === null || traceId === id) && (run.parentId === null || !ids.has(run.parentId));
  const tops = runs.filter(isTop);
  const about = clean({ ...without(trace, TOLD), timestamp: null, metadata: unfold(trace.metadata) ?? null });
  const [top] = tops;
  if (top && tops.length === 1) {
    const merged = standsFor(top.run, trace, about);
    return runs.map((one) => (one === top ? change(one, merged) : one));
  }
  const below = runs.map((one) => (one.run.parentId === null && isTop(one) ? change(one, { parentId: id }) : one));
  return [{ run: runOfTrace(trace, id, about), traceId: id, order: '' }, ...below];
}

/** What the trace says of itself goes to the one run that stands for it, once. */
function standsFor(run: Run, trace: JsonObject, about: JsonObject): Partial<Run> {
  const inputs = run.inputs ?? plainValue(trace.input);
  const outputs = run.outputs ?? plainValue(trace.output);
  const told = clean({
    name: trace.name ?? null,
    ...about,
    input: isSame(inputs, plainValue(trace.input)) ? null : (trace.input ?? null),
    output: isSame(outputs, plainValue(trace.output)) ? null : (trace.output ?? null),
  });
  return { inputs, outputs, extra: { ...run.extra, trace: told } };
}

const isSame = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);

const change = (one: RecordedRun, what: Partial<Run>): RecordedRun => ({ ...one, run: { ...one.run, ...what } });

function runOfTrace(trace: JsonObject, id: string, extra: JsonObject): Run {
  const startMs = readTimeMs(trace.timestamp);
  const latency = typeof trace.latency === 'number' ? trace.latency * 1_000 : null;
  return {
    ...BLANK_RUN,
    id,
    name: textAt(trace, 'name') ?? 'trace',
    kind: 'chain',
    startMs,
    endMs: startMs === null || latency === null ? null : startMs + latency,
    inputs: plainValue(trace.input),
    outputs: plainValue(trace.output),
    extra,
  };
}

function readObservation(record: JsonObject): RecordedRun {
  const metadata = unfold(record.metadata) ?? null;
  const attributes = openAttributes(metadata);
  const type = KINDS.get(textAt(record, 'type') ?? '') ?? 'other';
  const name = textAt(record, 'name') ?? '';
  const byAttributes = type === 'chain' && textAt(record, 'type') === 'SPAN' ? kindOfSpan(name, attributes) : 'other';
  const kind = byAttributes === 'tool' || byAttributes === 'retriever' ? byAttributes : type;
  const endMs = readTimeMs(record.endTime);
  const failed = textAt(record, 'level') === 'ERROR';
  const isModel = kind === 'llm' || kind === 'embedding';
  const run: Run = {
    id: textAt(record, 'id') ?? '',
    parentId: textAt(record, 'parentObservationId'),
    name: name || kind,
    kind,
    status: failed ? 'error' : endMs === null ? 'unknown' : 'ok',
    startMs: readTimeMs(record.startTime),
    endMs,
    inputs: plainValue(record.input),
    outputs: plainValue(record.output),
    error: failed ? (textAt(record, 'statusMessage') ?? 'error') : null,
    model: isModel ? (textAt(record, 'model') ?? textAt(record, 'providedModelName')) : null,
    usage: isModel ? usageOf(record) : null,
    extra: clean({
      ...without(record, TOLD),
      metadata,
      statusMessage: failed ? null : (record.statusMessage ?? null),
      level: record.level === 'DEFAULT' || failed ? null : (record.level ?? null),
      invocation_params: isModel ? parametersOf(record, attributes) : null,
    }),
  };
  return { run, traceId: textAt(record, 'traceId'), order: '' };
}

/** Values are stored as JSON in strings, by some versions twice. */
function plainValue(value: Json | undefined): Json {
  const quoted = typeof value === 'string' && /^"[\s\S]*"$/.test(value) ? unquote(value) : value;
  return unfold(quoted) ?? null;
}

function unquote(value: string): Json {
  const [inner] = listAt({ value: unfold(`[${value}]`) ?? null }, 'value');
  return typeof inner === 'string' ? inner : value;
}

/** What came by OpenTelemetry keeps its attributes in the metadata. */
const openAttributes = (metadata: Json): JsonObject => {
  const attributes = isObject(metadata) ? unfold(metadata.attributes) : null;
  return isObject(attributes) ? attributes : {};
};

function parametersOf(record: JsonObject, attributes: JsonObject): JsonObject {
  const said = unfold(record.modelParameters);
  const defined = unfold(record.toolDefinitions);
  const isOffer =
    defined !== undefined && defined !== null && typeof defined === 'object' && Object.keys(defined).length > 0;
  const tools = isOffer ? defined : readTalk({ attributes, events: [] }).asked?.tools;
  return { ...(isObject(said) && said), ...(tools !== undefined && { tools }) };
}

/** Counts by name (`usageDetails`), older ones with a unit (`usage`), as columns, or by OpenAI's names. */
function usageOf(record: JsonObject): Run['usage'] {
  const places = [unfold(record.usageDetails), unfold(record.usage), record];
  const named = places.filter(isObject).map((place) => ({
    ...place,
    input_tokens: place.input_tokens ?? (typeof place.input === 'number' ? place.input : (place.inputUsage ?? null)),
    output_tokens:
      place.output_tokens ?? (typeof place.output === 'number' ? place.output : (place.outputUsage ?? null)),
  }));
  return readUsage(named);
}

function clean(object: JsonObject): JsonObject {
  const isEmpty = (value: Json) => value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}
