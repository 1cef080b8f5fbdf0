import type { Json, JsonObject } from '../domain/json.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { at, isList, isObject, listAt, textAt, unfold } from '../refine/trace/look-into-json.ts';
import { type Exchange, readExchange } from '../refine/trace/read-exchange.ts';
import { readTimeMs } from '../refine/trace/read-time.ts';
import { rootOver } from '../refine/trace/root-over.ts';
import type { TraceFormat } from './format.ts';

/**
 * Recorded HTTP: cassettes of VCR and its ports (`interactions`, `http_interactions`),
 * Polly's recordings, HAR files of browsers and proxies. Headers stay in `extra`.
 *
 * https://vcrpy.readthedocs.io · http://www.softwareishard.com/blog/har-12-spec/
 */
export const httpCassette: TraceFormat = {
  name: 'http-cassette',
  read(document) {
    const entries = entriesIn(document);
    const exchanges = entries.flatMap((entry, rank) => exchangeOf(entry, rank) ?? []);
    return exchanges.length === 0 ? undefined : buildTrace(rootOver('HTTP recording', exchanges.map(readExchange)));
  },
};

function entriesIn(document: Json): readonly Json[] {
  const lists = [at(document, 'interactions'), at(document, 'http_interactions'), at(document, 'log', 'entries')];
  return lists.find(isList) ?? [];
}

function exchangeOf(entry: Json, rank: number): Exchange | undefined {
  const request = at(entry, 'request');
  const response = at(entry, 'response');
  if (!isObject(request) || !isObject(response)) return undefined;
  const url = textAt(request, 'uri') ?? textAt(request, 'url') ?? '';
  const method = textAt(request, 'method')?.toUpperCase() ?? 'GET';
  const status = at(response, 'status', 'code') ?? at(response, 'status_code') ?? at(response, 'status');
  const startMs = readTimeMs(at(entry, 'startedDateTime') ?? at(entry, 'recorded_at'));
  const time = at(entry, 'time');
  return {
    id: textAt(entry, 'id') ?? `interaction-${rank}`,
    name: `${method} ${withoutQuery(url)}`,
    request: bodyOf(request),
    response: bodyOf(response),
    ...(typeof status === 'number' && { status }),
    startMs,
    endMs: startMs !== null && typeof time === 'number' ? startMs + time : null,
    extra: {
      url,
      method,
      status: response.status ?? null,
      headers: { request: request.headers ?? null, response: response.headers ?? null },
    },
  };
}

/** Names are shown everywhere, and a query may hold a key, as Gemini's does. */
const withoutQuery = (url: string): string => url.split(/[?#]/)[0] ?? '';

/** `body: '…'`, `body: { string }`, `content`, HAR's `postData.text` and `content.text`, maybe in base64. */
function bodyOf(message: JsonObject): Json | undefined {
  const body = message.body ?? message.content ?? message.parsed_body ?? message.postData;
  if (!isObject(body)) return chunksOf(body);
  const text = body.string ?? body.text ?? body.parsed_body;
  const isBase64 = textAt(body, 'encoding') === 'base64' || typeof body.base64_string === 'string';
  const encoded = body.base64_string ?? text;
  if (isBase64 && typeof encoded === 'string') return Buffer.from(encoded, 'base64').toString('utf8').toWellFormed();
  return text === undefined && !('encoding' in body) ? body : chunksOf(text);
}

const chunksOf = (body: Json | undefined): Json | undefined =>
  isList(body) && body.every((chunk) => typeof chunk === 'string') ? listAt({ body }, 'body').join('') : unfold(body);
