import { createServer, type Socket } from 'node:net';
import { z } from 'zod';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { StepNews } from '../ports.ts';
import { bindSocket } from './bind-socket.ts';
import { CALLS, CallName, type Counter } from './calls.ts';
import { linesOf } from './lines.ts';

const MOST_BYTES = 4 * 1024 * 1024;
/** For a visitor to say what it wants. */
const PATIENCE_MS = 10_000;
const MOST_VISITORS = 64;

const Request = z.object({ workspace: z.string(), call: CallName, arguments: z.array(z.unknown()) });
type Request = z.infer<typeof Request>;

export type Door = Readonly<{
  /** Where visitors find it. */
  path: string;
  /** Visitors that wait for something on that case are told what is being done. */
  hear(news: StepNews): void;
  close(): Promise<void>;
}>;

/**
 * The way in for other processes of the same user, while this one holds the
 * embedded store: a unix socket that only its owner can open (who owns the data
 * folder could read and write all of it anyway, so nobody is asked who they are).
 *
 * One connection is one call: a line `{ workspace, call, arguments }`, then lines
 * `{ step }` while it is under way, then `{ result }` or `{ error, detail }`.
 */
export async function openDoor(dataDir: string, workspace: string, counter: Counter): Promise<Door> {
  const visitors = new Map<Socket, Request | undefined>();
  const server = createServer((socket) => {
    visitors.set(socket, undefined);
    socket.on('error', () => {}).once('close', () => visitors.delete(socket));
    void serveVisitor(socket);
  });
  server.maxConnections = MOST_VISITORS;
  const { path, release } = await bindSocket(server, dataDir);

  async function serveVisitor(socket: Socket): Promise<void> {
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    const line = await firstLine(socket);
    if (line === undefined) return void socket.destroy();
    socket.setTimeout(0);
    // Without reading on, nobody would notice that the visitor has left.
    socket.resume();
    say(socket, await answer(socket, line));
    socket.end();
  }

  async function answer(socket: Socket, line: string): Promise<object> {
    try {
      const request = requestIn(line);
      if (request.workspace !== workspace)
        throw new RefineryError('store-busy', `the data folder is held for the workspace ${workspace}`);
      visitors.set(socket, request);
      return { result: await made(counter, request) };
    } catch (error) {
      const detail = error instanceof RefineryError ? error.detail : String(error);
      return { error: kindOf(error) ?? 'unexpected', detail };
    }
  }

  return {
    path,
    hear({ turn, step, state }) {
      if (state !== 'begun') return;
      for (const [socket, request] of visitors) if (request?.arguments[0] === turn.at.id) say(socket, { step });
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of visitors.keys()) socket.destroy();
      await closed;
      await release();
    },
  };
}

async function firstLine(socket: Socket): Promise<string | undefined> {
  try {
    for await (const line of linesOf(socket, MOST_BYTES)) return line;
  } catch {
    // The visitor left.
  }
  return undefined;
}

function requestIn(line: string): Request {
  try {
    return Request.parse(JSON.parse(line));
  } catch (cause) {
    throw new RefineryError('wrong-usage', 'that is no call of mine', { cause });
  }
}

/** The arguments are checked by what the call takes, so that the call itself may be made without knowing which it is. */
async function made(counter: Counter, { call, arguments: given }: Request): Promise<unknown> {
  const taken = CALLS[call].takes.safeParse(given);
  if (!taken.success) throw new RefineryError('wrong-usage', `${call} does not take that: ${taken.error.message}`);
  const make = counter[call] as (...given: readonly unknown[]) => Promise<unknown>;
  return z.encode(CALLS[call].gives as z.ZodType<unknown, unknown>, await make(...taken.data));
}

function say(socket: Socket, word: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(word)}\n`);
}
