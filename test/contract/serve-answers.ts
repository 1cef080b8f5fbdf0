import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export type Answer = (request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>) => void;

/** One real HTTP server at a time, closed after each test. */
export function someServer(): (answer: Answer) => Promise<string> {
  let server: Server | undefined;
  const close = async () => {
    const open = server;
    server = undefined;
    open?.closeAllConnections();
    await new Promise((closed) => (open ? open.close(closed) : closed(undefined)));
  };
  afterEach(close);
  return async (answer) => {
    await close();
    const opened = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => answer(request, response, JSON.parse(Buffer.concat(parts).toString() || '{}')));
    });
    server = opened;
    await new Promise<void>((listening) => opened.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  };
}

export function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
