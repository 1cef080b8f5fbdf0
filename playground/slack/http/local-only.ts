import type { IncomingMessage } from 'node:http';

/**
 * Whether a request may come in: from this machine, and not on behalf of a page of somebody else. A
 * foreign name that resolves to this machine (DNS rebinding) is told by `Host`, a foreign page that
 * sends a form (cross-site request forgery) by `Origin`.
 */
export function isLocal({ headers, socket }: IncomingMessage): boolean {
  const names = [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`];
  const origins = names.map((name) => `http://${name}`);
  const { host = '', origin } = headers;
  return names.includes(host) && (origin === undefined || origins.includes(origin));
}
