import { setTimeout as sleep } from 'node:timers/promises';
import { RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { parseJson } from '../refine/trace/parse-json.ts';

const MAX_BYTES = 512 * 1024 * 1024;
const SHOWN_CHARS = 200;
/** Somebody is looking at a thread; what has to wait longer is tried again by the workflow engine. */
const LONGEST_WAIT_MS = 15_000;

/** How long one reading of a trace may go on, and who may end it before. */
export type Patience = Readonly<{
  /** Fires when the caller has left or the time is over. */
  signal: AbortSignal;
  caller: AbortSignal | undefined;
  /** Before each further attempt; a server that names a longer wait is given it, up to a quarter of a minute. */
  waitsMs: readonly number[];
  maxBytes?: number | undefined;
}>;

/** Who asks, as people know them, for what stands in an error. */
export type Service = 'LangSmith' | 'Langfuse';

/**
 * Sends a request and reads the JSON of its answer, exactly and bounded, which
 * the SDK's own reading is not.
 *
 * @throws RefineryError source-unavailable (after all attempts), source-denied, trace-not-found, trace-unreadable (an answer larger than `maxBytes`, at once); the caller's own reason when it has left
 */
export async function askService(service: Service, send: () => Promise<Response>, patience: Patience): Promise<Json> {
  try {
    return parseAnswer(await readBody(await send(), patience.maxBytes ?? MAX_BYTES));
  } catch (error) {
    patience.caller?.throwIfAborted();
    const failure = translate(error, service, patience);
    const [waitMs, ...later] = patience.waitsMs;
    if (failure.kind !== 'source-unavailable' || waitMs === undefined || patience.signal.aborted) throw failure;
    const askedMs = retryAfterMs(error);
    if (askedMs > LONGEST_WAIT_MS) throw failure;
    // A caller who leaves meanwhile ends the next attempt at once.
    await sleep(Math.max(waitMs, askedMs), undefined, { signal: patience.signal }).catch(() => undefined);
    return askService(service, send, { ...patience, waitsMs: later });
  }
}

async function readBody(response: Response, maxBytes: number): Promise<string> {
  if (!response.ok) {
    const { status, headers } = response;
    await response.body?.cancel();
    throw Object.assign(new Error(response.statusText), { status, headers });
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > maxBytes) throw new RefineryError('trace-unreadable', `the answer is larger than ${maxBytes} bytes`);
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

/** An answer that is no JSON comes from a proxy or a log-in page, and is no property of the trace. */
function parseAnswer(text: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    const detail = cause instanceof RefineryError ? cause.detail : String(cause);
    throw new RefineryError('source-unavailable', detail, { cause });
  }
}

function translate(error: unknown, service: Service, { signal }: Patience): RefineryError {
  if (signal.aborted) return new RefineryError('source-unavailable', 'no whole answer in time', { cause: error });
  if (error instanceof RefineryError) return error;
  const status = statusOf(error);
  const detail = `${service}: ${messageOf(error)}`;
  if (status === 401 || status === 403) return new RefineryError('source-denied', detail, { cause: error });
  // 422: what the link names has not even the form of an id of theirs.
  if (status === 404 || status === 400 || status === 422) {
    return new RefineryError('trace-not-found', detail, { cause: error });
  }
  return new RefineryError('source-unavailable', detail, { cause: error });
}

function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** `Retry-After` in seconds or as a date; 0 when the server does not say. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function retryAfterMs(error: unknown): number {
  const headers = error instanceof Error && 'headers' in error ? error.headers : undefined;
  const said = headers instanceof Headers ? headers.get('retry-after') : null;
  if (said === null) return 0;
  const seconds = Number(said);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(said) - Date.now();
  return Number.isNaN(waitMs) ? 0 : Math.max(0, waitMs);
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${statusOf(error) ?? ''} ${message}`.trim().slice(0, SHOWN_CHARS);
}
