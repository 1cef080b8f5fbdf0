import type { Json } from '../domain/json.ts';
import { readMessages } from '../refine/call/read-messages.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { isList, isObject, listAt, textAt, without } from '../refine/trace/look-into-json.ts';
import { mergeStream } from '../refine/trace/merge-stream.ts';
import { isModelRequest, isModelResponse, readExchange } from '../refine/trace/read-exchange.ts';
import { readTimeMs } from '../refine/trace/read-time.ts';
import { rootOver } from '../refine/trace/root-over.ts';
import type { TraceFormat } from './format.ts';

/** Where a request and what came back stand in what loggers and gateways write. */
const PAIRS = [
  ['request', 'response'],
  ['input', 'output'],
  ['req', 'res'],
  ['kwargs', 'response_obj'],
  ['body', 'response'],
] as const;

/**
 * Bodies of providers as they went over the wire: a response, a request, the two
 * together, OpenAI's batch files, a streamed answer in pieces; one or a list.
 *
 * https://platform.openai.com/docs/api-reference · https://docs.anthropic.com/en/api/messages
 * https://ai.google.dev/api/generate-content
 */
export const providerBodies: TraceFormat = {
  name: 'provider-bodies',
  read(document) {
    const listed = isList(document) ? document.map(dataOf) : [document];
    const records = wholeStream(listed) ?? listed;
    const found = records.flatMap((record, rank) => exchangeOf(record, rank) ?? []);
    if (found.length === 0 || found.length * 2 < records.length) return undefined;
    const strangers = records.length - found.length;
    return buildTrace(
      rootOver('exchanges', found.map(readExchange)),
      strangers === 0 ? [] : [`${strangers} of ${records.length} entries are no bodies of a provider.`],
    );
  },
};

/** Server-sent events have it in `data`. */
const dataOf = (entry: Json): Json =>
  isObject(entry) && 'event' in entry && isObject(entry.data) ? entry.data : entry;

/** All of the list is one streamed answer. */
function wholeStream(document: readonly Json[]): readonly Json[] | undefined {
  const isPiece = (piece: Json) =>
    isObject(piece) &&
    (textAt(piece, 'object')?.endsWith('.chunk') ||
      /^(?:message_start|response\.created)$/.test(textAt(piece, 'type') ?? ''));
  const [first] = document;
  const isCandidates = document.length > 1 && document.every((piece) => listAt(piece, 'candidates').length > 0);
  if (first === undefined || !(isPiece(first) || isCandidates)) return undefined;
  const merged = mergeStream(document);
  return merged && [merged];
}

function exchangeOf(record: Json, rank: number) {
  if (!isObject(record)) return undefined;
  const id = textAt(record, 'id') ?? textAt(record, 'custom_id') ?? textAt(record, 'responseId') ?? `exchange-${rank}`;
  const created = record.created ?? record.created_at ?? record.timestamp ?? record.createTime ?? record.startTime;
  const startMs = readTimeMs(created);
  if (isModelResponse(record)) return { id, response: record, startMs };
  for (const [asked, answered] of PAIRS) {
    const request = unwrap(record[asked]);
    const response = unwrap(record[answered]);
    if (!isModelRequest(request) && !isModelResponse(response) && !isStream(response)) continue;
    const status = [record[answered], record]
      .map((place) => (isObject(place) ? (place.status_code ?? place.status) : null))
      .find((code) => typeof code === 'number');
    return {
      id,
      request,
      response,
      startMs: startMs ?? readTimeMs(isObject(response) ? (response.created_at ?? response.created) : null),
      ...(typeof status === 'number' && { status }),
      extra: without(record, new Set(['id', asked, answered])),
    };
  }
  const isOpen = isModelRequest(record) && readMessages(record.messages ?? null).at(-1)?.role !== 'assistant';
  return isOpen ? { id, request: record, startMs } : undefined;
}

/** `{ status_code, headers, body }`. */
const unwrap = (value: Json | undefined): Json | undefined =>
  isObject(value) && value.body !== undefined ? value.body : value;

const isStream = (value: Json | undefined): boolean => isList(value) && isModelResponse(mergeStream(value));
