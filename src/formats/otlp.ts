import type { Json, JsonObject } from '../domain/json.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { isList, isObject, listAt, textAt } from '../refine/trace/look-into-json.ts';
import {
  type OtelEvent,
  type OtelSpan,
  readAttributes,
  readEvents,
  readOtlpSpan,
  readSpanId,
  readSurroundings,
} from '../refine/trace/otel-span.ts';
import { readOtelRuns } from '../refine/trace/read-otel-run.ts';
import type { TraceFormat } from './format.ts';

/**
 * OTLP as collectors and backends write it to files: `{ resourceSpans }`, Tempo's
 * `{ batches }`, lists and JSON Lines of them. Log records that belong to a span
 * (`resourceLogs`, where some SDKs put messages) become events of it.
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export const otlp: TraceFormat = {
  name: 'otlp',
  read(document) {
    const parts = partsIn(document);
    const logs = Map.groupBy(parts.flatMap(eventsIn), ({ spanId }) => spanId);
    const spans = parts.flatMap(spansIn).map((span) => ({
      ...span,
      events: [...span.events, ...(logs.get(span.id) ?? []).map(({ event }) => event)],
    }));
    return spans.length === 0 ? undefined : buildTrace(readOtelRuns(spans));
  },
};

function partsIn(document: Json): readonly JsonObject[] {
  if (isList(document)) return document.filter(isObject).flatMap(partsIn);
  if (!isObject(document)) return [];
  return isObject(document.trace) ? [document, document.trace] : [document];
}

function spansIn(part: JsonObject): readonly OtelSpan[] {
  return listed(part, ['resourceSpans', 'resource_spans', 'batches']).flatMap((resource) =>
    listed(resource, ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans']).flatMap((scope) => {
      const around = {
        ...readSurroundings('resource', resource.resource),
        ...readSurroundings('scope', scope.scope ?? scope.instrumentationLibrary),
      };
      return listed(scope, ['spans']).flatMap((span) => readOtlpSpan(span, around) ?? []);
    }),
  );
}

function eventsIn(part: JsonObject): readonly Readonly<{ spanId: string; event: OtelEvent }>[] {
  return listed(part, ['resourceLogs', 'resource_logs']).flatMap((resource) =>
    listed(resource, ['scopeLogs', 'scope_logs']).flatMap((scope) =>
      listed(scope, ['logRecords', 'log_records']).flatMap((record) => {
        const spanId = readSpanId(record.spanId ?? record.span_id);
        const name = textAt(record, 'eventName') ?? textAt(readAttributes(record.attributes), 'event.name');
        const [event] = readEvents([{ ...record, name }]);
        return spanId === null || name === null || !event ? [] : [{ spanId, event }];
      }),
    ),
  );
}

function listed(object: JsonObject, keys: readonly string[]): readonly JsonObject[] {
  return keys.flatMap((key) => listAt(object, key)).filter(isObject);
}
