import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** What somebody asked of one of our servers. `path` is without the query. */
export type Asked = Readonly<{
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Unpacked when it came as gzip. */
  body: Buffer;
}>;

export type Reply = Readonly<{
  status: number;
  /** A string goes out as HTML, anything else as JSON, `undefined` as nothing. */
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}>;

/** Cut the connection without an answer. */
export type HangUp = 'hang-up';

export type Served = Readonly<{ url: string; close(): Promise<void> }>;

const LARGEST_BODY_BYTES = 64 * 1024 * 1024;
const unpack = promisify(gunzip);

/**
 * An HTTP server on this machine alone.
 * @param port taken if it is free, else any other
 */
export async function serve(
  answer: (request: Asked, closing: AbortSignal) => Promise<Reply | HangUp> | Reply | HangUp,
  port = 0,
): Promise<Served> {
  const closing = new AbortController();
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing, (request) => answer(request, closing.signal)).catch(() => incoming.destroy());
  });
  const taken = await listenLocally(server, port);
  return {
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Listens on this machine alone.
 * @param port taken if it is free, else any other
 * @returns the port that was taken
 */
export async function listenLocally(server: Server, port: number): Promise<number> {
  const listen = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : wanted);
      });
    });
  return listen(port).catch(() => listen(0));
}

/** Waits, but not past the server's end. */
export async function pause(ms: number, closing: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal: closing }).catch(() => undefined);
}

export function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: Asked) => Promise<Reply | HangUp> | Reply | HangUp,
): Promise<void> {
  const body = await bodyOf(incoming);
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const { method = 'GET', headers } = incoming;
  const reply: Reply | HangUp =
    body === undefined
      ? { status: 413, body: { detail: 'Request Entity Too Large' } }
      : await answer({ method, path: url.pathname, query: url.searchParams, headers, body });
  if (reply === 'hang-up') {
    incoming.socket.destroy();
    return;
  }
  const isHtml = typeof reply.body === 'string';
  const type = isHtml ? 'text/html; charset=utf-8' : 'application/json';
  outgoing.writeHead(reply.status, { 'content-type': type, ...reply.headers });
  outgoing.end(isHtml ? reply.body : reply.body === undefined ? undefined : JSON.stringify(reply.body));
}

/** Unpacked when it came as gzip; `undefined` when there is too much of it. */
export async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size <= LARGEST_BODY_BYTES) chunks.push(chunk);
  }
  if (size > LARGEST_BODY_BYTES) return undefined;
  const raw = Buffer.concat(chunks);
  if (incoming.headers['content-encoding'] !== 'gzip') return raw;
  return unpack(raw, { maxOutputLength: LARGEST_BODY_BYTES }).catch(() => undefined);
}
