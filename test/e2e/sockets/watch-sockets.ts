import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Loaded before anything else of a process (`--import`): writes down where its sockets lead, whoever opens them, with
 * whatever library. Everything that leaves a Node process over TCP, TLS or a local socket comes by here.
 */
const connect = Socket.prototype.connect;
const places = new Set<string>();
Socket.prototype.connect = function watched(this: Socket, ...given: unknown[]) {
  places.add(placeOf(given));
  writeFileSync(process.env.SOCKETS_SEEN ?? '', JSON.stringify([...places]));
  return Reflect.apply(connect, this, given) as Socket;
} as typeof connect;

/** Node hands its own callers' arguments on as one list in a list. */
function placeOf(given: readonly unknown[]): string {
  const [first, second] = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
  if (typeof first !== 'object' || first === null)
    return typeof first === 'number' ? `${second ?? 'localhost'}:${first}` : String(first);
  const {
    path,
    host = 'localhost',
    port,
  } = first as Readonly<{ path?: string; host?: string; port?: number | string }>;
  return path ?? `${host}:${port}`;
}
