import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as this server keeps it. */
export type Kept = Readonly<Record<string, unknown>> & {
  ts: string;
  thread_ts?: string;
  blocks?: unknown;
  text?: string;
};

/** What a method does next instead of what it should: answer so, or do it and lose the answer. */
export type Fault = Readonly<{ status?: number; error?: string; retryAfter?: number; lost?: 'before' | 'after' }>;

/** The five methods that drawing needs, by HTTP, as Slack answers them; for tests that want each fault at its place. */
export async function startSlackServer() {
  const messages: Kept[] = [];
  const calls: string[] = [];
  const bodies: Record<string, unknown>[] = [];
  const faults: (Fault & { method: string })[] = [];
  const names = new Map<string, string>();
  let clock = 1_781_078_400;

  const post = (fields: Record<string, unknown>): Kept => {
    const kept = { bot_id: 'B1', ...fields, ts: `${++clock}.000100` };
    messages.push(kept);
    return kept;
  };
  const answers: Record<string, (body: Record<string, unknown>) => Record<string, unknown>> = {
    'chat.postMessage': (body) => {
      const message = post(body);
      return { ok: true, ts: message.ts, channel: body.channel, message };
    },
    'chat.update': ({ ts, text, blocks, metadata }) => {
      const index = messages.findIndex((message) => message.ts === ts);
      const found = messages[index];
      if (!found) return { ok: false, error: 'message_not_found' };
      messages[index] = { ...found, text: String(text), blocks, ...(metadata ? { metadata } : {}), edited: true };
      return { ok: true, ts };
    },
    'conversations.replies': ({ ts, cursor }) =>
      paged(
        messages.filter((m) => m.ts === ts || m.thread_ts === ts),
        cursor,
      ),
    'conversations.history': ({ cursor }) =>
      paged(
        messages.filter((m) => m.thread_ts === undefined),
        cursor,
      ),
    'files.getUploadURLExternal': ({ filename }) => {
      names.set(`F${names.size + 1}`, String(filename));
      return { ok: true, upload_url: `${url}upload`, file_id: `F${names.size}` };
    },
    'files.completeUploadExternal': ({ files, channel_id, thread_ts }) => {
      const [{ id }] = files as [{ id: string }];
      if (channel_id !== undefined) post({ thread_ts, files: [{ id, name: names.get(id) }] });
      return { ok: true, files: [{ id }] };
    },
  };

  const server = createServer(async (request, response) => {
    const method = (request.url ?? '').replace(/^\/(api\/)?/, '');
    const body = await bodyOf(request);
    calls.push(method);
    bodies.push(body);
    const index = faults.findIndex((fault) => fault.method === method);
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault && fault.lost !== 'after') return failed(response, fault);
    const answer = answers[method]?.(body) ?? { ok: true };
    if (fault) response.socket?.destroy();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;

  return {
    url,
    messages,
    calls,
    bodies,
    post,
    /** The next call of the method goes wrong; more than once for more calls. */
    fail: (method: string, fault: Fault) => void faults.push({ method, ...fault }),
    close: () => new Promise((closed) => server.close(closed).closeAllConnections()),
  };
}

const PAGE = 3;

/** Small pages, so that every test pages. */
function paged(found: readonly Kept[], cursor: unknown): Record<string, unknown> {
  const from = Number(cursor ?? 0);
  const next = from + PAGE < found.length ? String(from + PAGE) : '';
  return { ok: true, messages: found.slice(from, from + PAGE), response_metadata: { next_cursor: next } };
}

function failed(response: ServerResponse, { status, error, retryAfter, lost }: Fault): void {
  if (lost) {
    response.socket?.destroy();
    return;
  }
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  response.statusCode = status ?? (retryAfter === undefined ? 200 : 429);
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: false, error }));
}

/** Forms whose structured fields are JSON, as the SDK sends them. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (!request.headers['content-type']?.includes('urlencoded')) return {};
  return Object.fromEntries([...new URLSearchParams(text)].map(([name, value]) => [name, parsed(value)]));
}

function parsed(value: string): unknown {
  return /^[[{]/.test(value) ? JSON.parse(value) : value;
}
