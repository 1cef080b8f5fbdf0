import type { Json, JsonObject } from '../domain/json.ts';
import type { Trace } from '../domain/trace.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { at, isList, isObject, listAt, textAt, without } from '../refine/trace/look-into-json.ts';
import {
  type OtelSpan,
  readAttributes,
  readEvents,
  readSpanId,
  readSpanTime,
  readStatus,
} from '../refine/trace/otel-span.ts';
import { readOtelRuns } from '../refine/trace/read-otel-run.ts';
import { readDurationMs } from '../refine/trace/read-time.ts';
import type { TraceFormat } from './format.ts';

/**
 * Single spans as SDKs and viewers write them down: `to_json()` of Python's,
 * Node's console exporter, Phoenix's exports (with `context.span_id` as a flat
 * key), Jaeger's and Zipkin's. One span, a list of them, JSON Lines, `{ spans }`, or spans inside of their parents.
 */
export const otelSpans: TraceFormat = {
  name: 'otel-spans',
  read(document) {
    const records = recordsIn(document);
    const spans = records.flatMap((record) => readSpan(record) ?? []);
    if (spans.length === 0) return undefined;
    const strangers = records.length - spans.length;
    const trace = buildTrace(
      readOtelRuns(spans),
      strangers === 0 ? [] : [`${strangers} of ${records.length} entries are no spans.`],
    );
    return withSurroundings(trace, document);
  },
};

/** What stands beside the list of spans belongs to the whole. */
function withSurroundings(trace: Trace, document: Json): Trace {
  const around = isObject(document) && isList(document.spans) ? without(document, new Set(['spans'])) : {};
  const [root, ...below] = trace.runs;
  if (!root || Object.keys(around).length === 0) return trace;
  return { ...trace, runs: [{ ...root, extra: { ...root.extra, document: around } }, ...below] };
}

/** Some backends put spans into their parent; how deep is for others to say, so this is no recursion. */
function recordsIn(document: Json): readonly JsonObject[] {
  const records: JsonObject[] = [];
  const left: Json[] = [document];
  while (left.length > 0) {
    const next = left.pop();
    if (next === undefined) break;
    const inside = isList(next) ? next : isObject(next) ? WRAPPERS.flatMap((key) => listAt(next, key)) : [];
    if (isObject(next) && inside.length === 0) records.push(without(next, CHILDREN));
    const children = isObject(next) && inside.length === 0 ? [...CHILDREN].flatMap((key) => listAt(next, key)) : [];
    for (const one of [...inside, ...children].reverse()) left.push(one);
  }
  return records;
}

const WRAPPERS = ['spans', 'data', 'traces'];
const CHILDREN: ReadonlySet<string> = new Set(['child_spans', 'childSpans']);

const TOLD: ReadonlySet<string> = new Set([
  ...['context', 'spanContext', 'traceId', 'trace_id', 'traceID', 'spanId', 'span_id', 'spanID', 'id', 'name'],
  ...['parent', 'parentId', 'parent_id', 'parentSpanId', 'parent_span_id', 'parentSpanContext', 'operationName'],
  ...[
    'start_time',
    'end_time',
    'startTime',
    'endTime',
    'timestamp',
    'duration',
    'status',
    'status_code',
    'status_message',
  ],
  ...['attributes', 'span_attributes', 'tags', 'events', 'span_kind', 'span_name'],
]);

/** Columns of Phoenix's tables. */
const FLAT = /^(?:attributes|context)\./;

function readSpan(record: JsonObject): OtelSpan | undefined {
  const own = contextOf(record, ['context', 'spanContext', '_spanContext']);
  const attributes = attributesOf(record);
  const isZipkin = 'traceId' in record && 'id' in record && attributes !== undefined;
  const id = own.id ?? readSpanId(record.spanID) ?? (isZipkin ? readSpanId(record.id) : null);
  const startMs = startOf(record);
  const traceId = own.traceId ?? readSpanId(record.traceID);
  // Many things have an id and a name; a span has its time and attributes or a trace as well.
  if (id === null || (attributes === undefined && traceId === null) || (startMs === null && traceId === null))
    return undefined;
  return {
    id,
    parentId: parentOf(record),
    traceId,
    name: textAt(record, 'name') ?? textAt(record, 'span_name') ?? textAt(record, 'operationName') ?? '',
    startMs,
    endMs: endOf(record, startMs),
    ...readStatus(statusOf(record, attributes ?? {})),
    attributes: attributes ?? {},
    events: readEvents(record.events),
    rest: Object.fromEntries(Object.entries(record).filter(([key]) => !TOLD.has(key) && !FLAT.test(key))),
  };
}

function contextOf(
  record: JsonObject,
  keys: readonly string[],
): Readonly<{ id: string | null; traceId: string | null }> {
  const nested = keys.map((key) => record[key]).find(isObject) ?? {};
  return {
    id: readSpanId(nested.span_id ?? nested.spanId ?? record['context.span_id'] ?? record.spanId ?? record.span_id),
    traceId: readSpanId(
      nested.trace_id ?? nested.traceId ?? record['context.trace_id'] ?? record.traceId ?? record.trace_id,
    ),
  };
}

function parentOf(record: JsonObject): string | null {
  const parent = record.parent ?? record.parentSpanContext;
  const reference = listAt(record, 'references').find((entry) => textAt(entry, 'refType') === 'CHILD_OF');
  return readSpanId(
    (isObject(parent) ? (parent.span_id ?? parent.spanId) : parent) ??
      record.parent_id ??
      record.parentId ??
      record.parentSpanId ??
      record.parent_span_id ??
      at(reference, 'spanID'),
  );
}

/** Phoenix's exports flatten them: `attributes.llm.model_name`. OpenInference nests: `{ llm: { model_name } }`. */
function attributesOf(record: JsonObject): JsonObject | undefined {
  const flat = Object.entries(record).flatMap(([key, value]) =>
    key.startsWith('attributes.') && value !== null ? [[key.slice('attributes.'.length), value] as const] : [],
  );
  const kind = textAt(record, 'span_kind');
  const told: JsonObject = { ...(kind !== null && { 'openinference.span.kind': kind }), ...Object.fromEntries(flat) };
  const given = record.attributes ?? record.span_attributes ?? record.tags;
  const own = typeof given === 'object' && given !== null ? flatten(readTags(given)) : undefined;
  return own === undefined && flat.length === 0 ? undefined : { ...told, ...own };
}

/** Jaeger's tags are `[{ key, type, value }]`. */
function readTags(given: Json): JsonObject {
  return readAttributes(given);
}

/** Nested attributes as flat keys; lists stay values, for conventions write lists of messages either way. */
function flatten(attributes: JsonObject): JsonObject {
  const flat = Object.entries(attributes).flatMap(([key, value]) =>
    isObject(value) &&
    ['llm', 'gen_ai', 'input', 'output', 'openinference', 'retrieval', 'tool', 'ai', 'embedding'].includes(key)
      ? leaves(key, value)
      : [[key, value] as const],
  );
  return Object.fromEntries(flat);
}

function leaves(path: string, value: Json): readonly (readonly [string, Json])[] {
  if (!isObject(value) || path.split('.').length > 6) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner));
}

/** Jaeger and Zipkin count microseconds, and give a duration for an end. */
function startOf(record: JsonObject): number | null {
  return readSpanTime(record.start_time ?? record.startTime ?? record.timestamp);
}

function endOf(record: JsonObject, startMs: number | null): number | null {
  const end = readSpanTime(record.end_time ?? record.endTime);
  if (end !== null || startMs === null) return end;
  const { duration } = record;
  if (isList(duration)) {
    const [seconds, nanos] = duration;
    return typeof seconds === 'number' && typeof nanos === 'number' ? startMs + seconds * 1_000 + nanos / 1e6 : null;
  }
  const tookMs = typeof duration === 'string' ? readDurationMs(duration) : null;
  if (tookMs !== null) return startMs + tookMs;
  return typeof duration === 'number' ? startMs + duration / 1_000 : null;
}

function statusOf(record: JsonObject, attributes: JsonObject): Json {
  if (isObject(record.status)) return record.status;
  const code = textAt(record, 'status_code') ?? textAt(record, 'status') ?? textAt(attributes, 'otel.status_code');
  return {
    code: code ?? (attributes.error === true ? 'ERROR' : null),
    message: textAt(record, 'status_message') ?? textAt(attributes, 'otel.status_description') ?? null,
  };
}
