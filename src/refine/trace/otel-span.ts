import type { Json, JsonObject } from '../../domain/json.ts';
import { isList, isObject, listAt, objectAt, textAt, without } from './look-into-json.ts';
import { readTimeMs } from './read-time.ts';

/** A span of OpenTelemetry, whichever SDK or collector wrote it down. Attributes have plain values and flat keys. */
export type OtelSpan = Readonly<{
  id: string;
  parentId: string | null;
  traceId: string | null;
  name: string;
  startMs: number | null;
  endMs: number | null;
  status: 'ok' | 'error' | 'unset';
  statusMessage: string | null;
  attributes: JsonObject;
  events: readonly OtelEvent[];
  /** Resource, scope, links and whatever else was recorded. */
  rest: JsonObject;
}>;

export type OtelEvent = Readonly<{ name: string; attributes: JsonObject }>;

const VALUES = ['stringValue', 'boolValue', 'doubleValue', 'bytesValue'];
const NO_ID = /^(?:0x)?0*$|^A+=*$/;

/**
 * Attributes as OTLP writes them (`[{ key, value: { stringValue } }]`) or as SDKs
 * do (an object, possibly nested). Nested objects stay values.
 *
 * https://opentelemetry.io/docs/specs/otel/protocol/otlp/#json-protobuf-encoding
 */
export function readAttributes(value: Json | undefined): JsonObject {
  if (isObject(value)) return value;
  if (!isList(value)) return {};
  const pairs = value.flatMap((entry) => {
    const key = textAt(entry, 'key');
    return key === null || !isObject(entry) ? [] : [[key, readAnyValue(entry.value)] as const];
  });
  return Object.fromEntries(pairs);
}

/** OTLP's tagged values, in camelCase or snake_case; any other JSON is its own value. */
function readAnyValue(value: Json | undefined): Json {
  if (!isObject(value)) return value ?? null;
  for (const name of VALUES) {
    const found = value[name] ?? value[snake(name)];
    if (found !== undefined) return found;
  }
  const whole = value.intValue ?? value.int_value;
  if (whole !== undefined) return readWhole(whole);
  const list = value.arrayValue ?? value.array_value;
  if (list !== undefined) return listAt(list, 'values').map(readAnyValue);
  const pairs = value.kvlistValue ?? value.kvlist_value;
  if (pairs !== undefined) return readAttributes(isObject(pairs) ? pairs.values : pairs);
  return value;
}

/** 64-bit numbers are strings in JSON; what a double can't hold stays one. */
function readWhole(value: Json): Json {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** An id exactly as it was recorded, `null` for none: empty, or all zeros. */
export function readSpanId(value: Json | undefined): string | null {
  if (typeof value === 'number') return value === 0 ? null : String(value);
  return typeof value !== 'string' || NO_ID.test(value) ? null : value;
}

export function readEvents(value: Json | undefined): readonly OtelEvent[] {
  if (!isList(value)) return [];
  return value.flatMap((event) =>
    isObject(event)
      ? [{ name: textAt(event, 'name') ?? '', attributes: { ...readAttributes(event.attributes), ...bodyOf(event) } }]
      : [],
  );
}

/** Events that were log records have a body. */
function bodyOf(event: JsonObject): JsonObject {
  const body = readAnyValue(event.body);
  return isObject(body) ? body : {};
}

/** `OK`, `STATUS_CODE_OK`, 1 and the like. */
export function readStatus(value: Json | undefined): Pick<OtelSpan, 'status' | 'statusMessage'> {
  const status = isObject(value) ? value : { code: value ?? null };
  const code = String(status.code ?? status.status_code ?? status.statusCode ?? '').toUpperCase();
  const message = textAt(status, 'message') ?? textAt(status, 'description');
  return { status: statusOf(code), statusMessage: message };
}

function statusOf(code: string): OtelSpan['status'] {
  if (code === '2' || code.endsWith('ERROR')) return 'error';
  return code === '1' || code.endsWith('OK') ? 'ok' : 'unset';
}

/** Node's SDK writes times as `[seconds, nanoseconds]`. */
export function readSpanTime(value: Json | undefined): number | null {
  if (!isList(value)) return readTimeMs(value);
  const [seconds, nanos] = value;
  return typeof seconds === 'number' && typeof nanos === 'number' ? seconds * 1_000 + nanos / 1e6 : null;
}

const TOLD: ReadonlySet<string> = new Set([
  ...['traceId', 'trace_id', 'spanId', 'span_id', 'parentSpanId', 'parent_span_id', 'name', 'status', 'attributes'],
  ...['startTimeUnixNano', 'start_time_unix_nano', 'endTimeUnixNano', 'end_time_unix_nano'],
]);

/** One span of OTLP. `undefined` for what has no id. @param around resource and scope, for `rest` */
export function readOtlpSpan(record: JsonObject, around: JsonObject): OtelSpan | undefined {
  const id = readSpanId(record.spanId ?? record.span_id);
  if (id === null) return undefined;
  return {
    id,
    parentId: readSpanId(record.parentSpanId ?? record.parent_span_id),
    traceId: readSpanId(record.traceId ?? record.trace_id),
    name: textAt(record, 'name') ?? '',
    startMs: readTimeMs(record.startTimeUnixNano ?? record.start_time_unix_nano),
    endMs: readTimeMs(record.endTimeUnixNano ?? record.end_time_unix_nano),
    ...readStatus(record.status),
    attributes: readAttributes(record.attributes),
    events: readEvents(record.events),
    rest: { ...without(record, TOLD), ...around },
  };
}

/** The attributes of a resource or scope, and its name. */
export function readSurroundings(name: string, value: Json | undefined): JsonObject {
  const attributes = readAttributes(objectAt(value).attributes);
  const rest = without(objectAt(value), new Set(['attributes']));
  const told = { ...rest, ...(Object.keys(attributes).length > 0 && { attributes }) };
  return Object.keys(told).length === 0 ? {} : { [name]: told };
}
