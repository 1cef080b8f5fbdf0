import type { Json, JsonObject } from './json.ts';

/** A run as a client reported it, in the field names of LangSmith's ingest API; times made RFC 3339. */
export type RecordedRun = Readonly<{
  id: string;
  traceId: string;
  parentId: string | null;
  /** `<time>Z<id>` of every run from the root down to this one, joined by dots. */
  dottedOrder: string;
  projectId: string;
  name: string;
  /** Lower case: `llm`, `chain`, `tool`, `retriever`, … */
  runType: string;
  startTime: string;
  endTime: string | null;
  inputs: JsonObject;
  outputs: JsonObject | null;
  error: string | null;
  extra: JsonObject;
  events: readonly Json[];
  serialized: Json;
  tags: readonly string[];
  referenceExampleId: string | null;
}>;

/** What one call of the ingest API says of one run: all of it, or what changed. */
export type Report = Readonly<{ id: string; fields: JsonObject }>;

/** Reports of one run may come in any order, in any number: later fields win, missing ones change nothing. */
export function merge(known: JsonObject, { fields }: Report): JsonObject {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...known, ...Object.fromEntries(said) };
}

/** `undefined` until somebody has said when and as what the run began. */
export function toRecordedRun(id: string, fields: JsonObject, projectId: string): RecordedRun | undefined {
  const startTime = timeOf(fields.start_time);
  if (!startTime || typeof fields.name !== 'string') return undefined;
  const traceId = textOf(fields.trace_id) ?? id;
  return {
    id,
    traceId,
    parentId: textOf(fields.parent_run_id) ?? null,
    dottedOrder: textOf(fields.dotted_order) ?? `${startTime.replace(/[-:.]/g, '')}${id}`,
    projectId,
    name: fields.name,
    runType: (textOf(fields.run_type) ?? 'chain').toLowerCase(),
    startTime,
    endTime: timeOf(fields.end_time) ?? null,
    inputs: objectOf(fields.inputs) ?? {},
    outputs: objectOf(fields.outputs) ?? null,
    error: textOf(fields.error) ?? null,
    extra: objectOf(fields.extra) ?? {},
    events: Array.isArray(fields.events) ? fields.events : [],
    serialized: fields.serialized ?? null,
    tags: Array.isArray(fields.tags) ? fields.tags.filter((tag) => typeof tag === 'string') : [],
    referenceExampleId: textOf(fields.reference_example_id) ?? null,
  };
}

export function statusOf({ error, endTime }: RecordedRun): 'success' | 'error' | 'pending' {
  if (error !== null) return 'error';
  return endTime === null ? 'pending' : 'success';
}

/** From the root down to the direct parent. */
export function ancestorsOf({ dottedOrder }: RecordedRun): readonly string[] {
  return dottedOrder
    .split('.')
    .slice(0, -1)
    .map((part) => part.slice(part.indexOf('Z') + 1));
}

export function metadataOf({ extra }: RecordedRun): JsonObject {
  return objectOf(extra.metadata) ?? {};
}

export type Tokens = Readonly<{ prompt: number; completion: number }>;

/** What a run used: its own figures for an LLM run, the sum of everything under it otherwise. */
export function tokensOf(run: RecordedRun, trace: readonly RecordedRun[]): Tokens {
  const under = trace.filter(
    ({ id, dottedOrder, runType }) =>
      runType === 'llm' && (id === run.id || dottedOrder.startsWith(`${run.dottedOrder}.`)),
  );
  const used = under.map(({ outputs }) => objectOf(outputs?.usage_metadata));
  const sum = (name: string) => used.reduce((total, usage) => total + numberOf(usage?.[name]), 0);
  return { prompt: sum('input_tokens'), completion: sum('output_tokens') };
}

export function latencySecondsOf({ startTime, endTime }: RecordedRun): number | null {
  return endTime === null ? null : (Date.parse(endTime) - Date.parse(startTime)) / 1000;
}

/** Clients send epoch milliseconds or ISO text, with or without microseconds and zone. */
function timeOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return `${new Date(value).toISOString().slice(0, -1)}000Z`;
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) return undefined;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`;
  if (!zoned.endsWith('Z')) return `${new Date(zoned).toISOString().slice(0, -1)}000Z`;
  const [seconds = '', fraction = ''] = zoned.slice(0, -1).split('.');
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !isArray(value) ? value : undefined;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const numberOf = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);
