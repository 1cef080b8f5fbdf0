import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { JsonObject } from '../langsmith/json.ts';
import { readAcknowledgement } from './acknowledgement.ts';
import { systemClock } from './clock.ts';
import type { Clock, Envelope } from './human-side.ts';

/**
 * The app's web sockets: https://docs.slack.dev/apis/events-api/using-socket-mode
 * An address is good for one connection; up to ten connections share the envelopes, each of which
 * goes to one of them.
 */
export type Sockets = Readonly<{
  /** The path of a new connection, good once. */
  newPath(): string;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** @returns `undefined` when nobody is connected */
  send(envelope: Outgoing): Sent | undefined;
  /** Cuts them all, without a close handshake. */
  drop(): void;
  dropAfterNextEnvelope(): void;
  refresh(reason: 'warning' | 'refresh_requested'): void;
  forgetFaults(): void;
  /** Says good-bye, and waits for nobody longer than a moment. */
  close(): void;
}>;

export type Outgoing = Pick<Envelope, 'type' | 'payload' | 'retry'>;

/** `acknowledged` resolves with what came along, or `undefined` when the connection was lost. */
export type Sent = Readonly<{ connection: number; acknowledged: Promise<JsonObject | undefined> }>;

type Connection = Readonly<{ socket: WebSocket; number: number }>;

const MOST_CONNECTIONS = 10;
const PING_MS = 5000;
/** How long a client may stay after it was asked to come anew. */
const REFRESH_MS = 10_000;
const GOODBYE_MS = 200;
const APPROXIMATE_CONNECTION_SECONDS = 18_060;

export function newSockets(clock: Clock, appId: string): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const waiting = new Map<string, { by: Connection; hear(answer: JsonObject | undefined): void }>();
  let connections: readonly Connection[] = [];
  let count = 0;
  let turn = 0;
  let dropsNext = false;
  let doomed: string | undefined;

  const tell = ({ socket }: Connection, message: JsonObject) => socket.send(JSON.stringify(message));

  const hear = (connection: Connection, text: string) => {
    const answer = readAcknowledgement(text);
    if (!answer) return;
    if (answer.envelopeId === doomed) return connection.socket.terminate();
    waiting.get(answer.envelopeId)?.hear(answer.payload);
  };

  const leave = (connection: Connection) => {
    connections = connections.filter((other) => other !== connection);
    for (const { by, hear } of waiting.values()) if (by === connection) hear(undefined);
  };

  const welcome = (socket: WebSocket) => {
    const connection = { socket, number: ++count };
    // A cut connection is an everyday thing here; without a listener it would end the process.
    socket.on('error', () => undefined);
    if (connections.length >= MOST_CONNECTIONS) {
      tell(connection, { type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'playground' } });
      return socket.close();
    }
    connections = [...connections, connection];
    const rest = keepAlive(socket, clock);
    socket.on('message', (data) => hear(connection, String(data)));
    socket.on('close', () => {
      rest();
      leave(connection);
    });
    tell(connection, {
      type: 'hello',
      num_connections: connections.length,
      connection_info: { app_id: appId },
      debug_info: { host: 'playground', approximate_connection_time: APPROXIMATE_CONNECTION_SECONDS },
    });
  };

  return {
    newPath() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${appId}`;
    },
    accept(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
      socket.on('error', () => undefined);
      if (!tickets.delete(ticket)) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      server.handleUpgrade(request, socket, head, welcome);
    },
    send({ type, payload, retry }) {
      const live = connections.filter(({ socket }) => socket.readyState === socket.OPEN);
      const connection = live[turn++ % live.length];
      if (!connection) return undefined;
      const id = randomUUID();
      if (dropsNext) {
        dropsNext = false;
        doomed = id;
      }
      const acknowledged = new Promise<JsonObject | undefined>((resolve) => {
        waiting.set(id, {
          by: connection,
          hear(answer) {
            waiting.delete(id);
            resolve(answer);
          },
        });
      });
      tell(connection, {
        envelope_id: id,
        type,
        payload,
        accepts_response_payload: type !== 'events_api',
        ...(retry > 0 ? { retry_attempt: retry, retry_reason: 'timeout' } : {}),
      });
      return { connection: connection.number, acknowledged };
    },
    drop() {
      for (const { socket } of connections) socket.terminate();
    },
    dropAfterNextEnvelope() {
      dropsNext = true;
    },
    refresh(reason) {
      const [oldest] = connections;
      if (!oldest) return;
      tell(oldest, { type: 'disconnect', reason, debug_info: { host: 'playground' } });
      if (reason === 'refresh_requested') clock.after(REFRESH_MS, () => oldest.socket.close());
    },
    forgetFaults() {
      dropsNext = false;
      doomed = undefined;
    },
    close() {
      for (const { socket } of connections) {
        socket.close();
        systemClock.after(GOODBYE_MS, () => socket.terminate());
      }
    },
  };
}

/** @returns what ends it */
function keepAlive(socket: WebSocket, clock: Clock): () => void {
  let stop = clock.after(PING_MS, function again() {
    socket.ping();
    stop = clock.after(PING_MS, again);
  });
  return () => stop();
}
