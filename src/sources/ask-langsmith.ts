import { setTimeout as sleep } from 'node:timers/promises';
import { RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { parseJson } from '../refine/parse-json.ts';

const MAX_BYTES = 512 * 1024 * 1024;
const SHOWN_CHARS = 200;

/** How long one reading of a trace may go on, and who may end it before. */
export type Patience = Readonly<{
  /** Fires when the caller has left or the time is over. */
  signal: AbortSignal;
  caller: AbortSignal | undefined;
  /** Before each further attempt. */
  waitsMs: readonly number[];
}>;

/**
 * Sends a request and reads the JSON of its answer, exactly and bounded, which
 * the SDK's own reading is not.
 *
 * @throws RefineryError source-unavailable (after all attempts), source-denied, trace-not-found; the caller's own reason when it has left
 */
export async function askLangSmith(send: () => Promise<Response>, patience: Patience): Promise<Json> {
  try {
    return parseJson(await readBody(await send()));
  } catch (error) {
    patience.caller?.throwIfAborted();
    const failure = translate(error, patience);
    const [waitMs, ...later] = patience.waitsMs;
    if (failure.kind !== 'source-unavailable' || waitMs === undefined || patience.signal.aborted) throw failure;
    await sleep(waitMs);
    return askLangSmith(send, { ...patience, waitsMs: later });
  }
}

async function readBody(response: Response): Promise<string> {
  if (!response.ok) throw Object.assign(new Error(response.statusText), { status: response.status });
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BYTES) throw new RefineryError('trace-unreadable', `the answer is larger than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

/** An answer that is no JSON comes from a proxy or a log-in page, and is no property of the trace. */
function translate(error: unknown, { signal }: Patience): RefineryError {
  if (signal.aborted) return new RefineryError('source-unavailable', 'no whole answer in time', { cause: error });
  if (error instanceof RefineryError) return new RefineryError('source-unavailable', error.detail, { cause: error });
  const status = statusOf(error);
  const detail = `LangSmith: ${messageOf(error)}`;
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

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${statusOf(error) ?? ''} ${message}`.trim().slice(0, SHOWN_CHARS);
}
