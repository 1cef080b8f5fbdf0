import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server, and knows when its last answer had gone out in full. */
export type Gate = Readonly<{
  url: string;
  /** Epoch milliseconds of the last answer that named this id, in the request or in the answer. */
  answeredAtMs(id: string): number | undefined;
  close(): void;
}>;

export async function openGate(behind: string): Promise<Gate> {
  const answered = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const headers = Object.entries(request.headers).filter(([name]) => !OF_ONE_HOP.test(name)) as [string, string][];
    const asked = { method: request.method ?? 'GET', headers, ...(body.length > 0 && { body }) };
    const answer = await fetch(new URL(request.url ?? '/', behind), asked);
    const text = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(text, () => {
      for (const [id] of `${request.url} ${body}`.matchAll(UUID)) answered.set(id, Date.now());
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answeredAtMs: (id) => answered.get(id),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const OF_ONE_HOP = /^(?:host|connection|content-length|transfer-encoding|accept-encoding)$/;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
