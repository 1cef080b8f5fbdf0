import { type HangUp, pause, type Reply } from '../serve.ts';

/** A way in which the service misbehaves from now on. */
export type Fault = Readonly<{
  kind: 'html' | 'slow' | '401' | '403' | '429' | '500' | '503' | 'offline' | 'half-json';
  /** Answer this many requests well first; the SDK's question for `/info` counts as well. */
  after?: number;
  /** Recover after this many; for good when missing. */
  times?: number;
  /** For `slow`. */
  delayMs?: number;
}>;

const PROXY_PAGE = '<!doctype html><html><head><title>502</title></head><body><h1>Bad gateway</h1></body></html>';

/** What to answer instead; `undefined` to answer as usual, late when it is `slow`. */
export async function misbehave(fault: Fault, closing: AbortSignal): Promise<Reply | HangUp | undefined> {
  switch (fault.kind) {
    case 'slow':
      await pause(fault.delayMs ?? 60_000, closing);
      return undefined;
    case 'offline':
      return 'hang-up';
    case 'html':
      return { status: 200, body: PROXY_PAGE };
    case 'half-json':
      return { status: 200, body: '{"items": [{"id": "', headers: { 'content-type': 'application/json' } };
    case '429':
      return { status: 429, body: { detail: 'Rate limit exceeded' }, headers: { 'retry-after': '1' } };
    case '401':
      return { status: 401, body: { detail: 'Invalid token' } };
    case '403':
      return { status: 403, body: { detail: 'Forbidden' } };
    case '500':
    case '503':
      return { status: Number(fault.kind), body: { detail: 'Internal server error' } };
  }
}
