import type { Client } from 'langsmith';
import type { Json } from '../domain/json.ts';
import { listAt, textAt } from '../refine/trace/look-into-json.ts';
import { askService, type Patience } from './ask-service.ts';
import type { Turn } from './rate-limit.ts';

/** A LangSmith that is being asked: one reading, with its patience. */
export type Line = Readonly<{
  client: Client;
  apiUrl: string;
  apiKey: string;
  send: typeof fetch;
  /** `POST /runs/query` is limited by itself. */
  queryTurn: Turn;
  patience: Patience;
}>;

/** Loaded on first use: the SDK costs a tenth of a second at the start of every other command. */
export async function openLine(line: Omit<Line, 'client'>): Promise<Line> {
  const { apiUrl, apiKey, send } = line;
  const { Client } = await import('langsmith');
  const fetchImplementation: typeof fetch = async (input, init) => {
    // The SDK asks for the server's version beside each first request, only to print a warning when it is old or silent.
    if (String(input) === `${apiUrl}/info`) return Response.json({});
    // A redirect would carry the key to another host.
    return send(input, { ...init, redirect: 'error' });
  };
  return { ...line, client: new Client({ apiUrl, apiKey, fetchImplementation, autoBatchTracing: false }) };
}

type Sent = Readonly<{ asResponse(): Promise<Response> }>;

/** By the SDK. Retries are `askService`'s. Errors as there. */
export function ask(
  { patience }: Line,
  send: (options: { maxRetries: 0; signal: AbortSignal }) => Sent,
): Promise<Json> {
  return askService('LangSmith', () => send({ maxRetries: 0, signal: patience.signal }).asResponse(), patience);
}

/** API v1, for what v2 does not know: a run without its project, a project by its name. https://api.smith.langchain.com/redoc */
export function askV1({ apiUrl, apiKey, send, patience }: Line, path: string): Promise<Json> {
  const headers = { 'x-api-key': apiKey };
  return askService(
    'LangSmith',
    () => send(`${apiUrl}${path}`, { headers, redirect: 'error', signal: patience.signal }),
    patience,
  );
}

type Query = Parameters<Client['runs']['query']>[0];

/** Runs by a query, page after page, at most `most`, no faster than the service allows. */
export async function queryRuns(line: Line, query: Query, most: number): Promise<readonly Json[]> {
  return readPages(most, async (cursor) => {
    await line.queryTurn(line.patience.signal).catch(() => undefined);
    return ask(line, (options) => line.client.runs.query({ ...query, ...(cursor && { cursor }) }, options));
  });
}

/** Follows `next_cursor` until nothing is left, or enough is there. */
export async function readPages(
  most: number,
  readPage: (cursor: string | undefined) => Promise<Json>,
): Promise<readonly Json[]> {
  const items: Json[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    const found = listAt(page, 'items');
    for (const item of found) items.push(item);
    // A page without items, but with a cursor, would go on for ever.
    cursor = found.length === 0 ? undefined : (textAt(page, 'next_cursor') ?? undefined);
  } while (cursor !== undefined && items.length < most);
  return items.slice(0, most);
}
