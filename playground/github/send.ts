import type { ServerResponse } from 'node:http';
import type { Answer } from './api.ts';

/** Texts and bytes as they are, all else as JSON. */
export function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  if (Buffer.isBuffer(body) || typeof body === 'string') response.writeHead(status, headers).end(body);
  else response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
