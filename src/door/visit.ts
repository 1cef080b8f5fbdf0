import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { isErrorKind, kindOf, RefineryError } from '../domain/errors.ts';
import type { Holder } from '../store/held-by.ts';
import { CALLS, CallName, type Counter } from './calls.ts';
import { linesOf } from './lines.ts';

/** What a whole workspace's facts may come to. */
const MOST_BYTES = 512 * 1024 * 1024;

const Said = z.union([
  z.object({ step: z.string() }),
  z.object({ error: z.string(), detail: z.string() }),
  z.object({ result: z.unknown().optional() }),
]);

export type Visit = Readonly<{
  /** Throws what the holder's own calls throw; and store-unavailable when the holder is gone, store-busy when it does not understand. */
  counter: Counter;
  /** Leaves; what was begun goes on without us. */
  end(): void;
}>;

/**
 * Makes calls at the process that holds the data folder (`open-door.ts`).
 *
 * @param onStep what is being done for us
 * @returns `undefined` when nobody answers there
 */
export async function visit(
  { words, door }: Holder,
  workspace: string,
  onStep: (step: string) => void,
): Promise<Visit | undefined> {
  if (door === undefined || !(await isAnswered(door))) return undefined;
  const under = new Set<Socket>();

  async function ask(call: CallName, given: readonly unknown[]): Promise<unknown> {
    const socket = connect(door ?? '');
    under.add(socket);
    try {
      socket.write(`${JSON.stringify({ workspace, call, arguments: given })}\n`);
      for await (const line of linesOf(socket, MOST_BYTES)) {
        const said = Said.parse(JSON.parse(line));
        if ('step' in said) onStep(said.step);
        else if ('error' in said)
          throw new RefineryError(isErrorKind(said.error) ? said.error : 'unexpected', said.detail);
        else return z.decode(CALLS[call].gives as z.ZodType<unknown, unknown>, said.result);
      }
    } catch (error) {
      if (kindOf(error) !== undefined) throw error;
      if (error instanceof z.ZodError || error instanceof SyntaxError)
        throw new RefineryError('store-busy', `${words} holds it, and is of another version`, { cause: error });
      throw isGone(words, error);
    } finally {
      under.delete(socket);
      socket.destroy();
    }
    throw isGone(words);
  }

  const calls = CallName.options.map((name) => [name, (...given: unknown[]) => ask(name, given)]);
  return {
    counter: Object.fromEntries(calls) as Counter,
    end() {
      for (const socket of under) socket.destroy();
    },
  };
}

const isGone = (words: string, cause?: unknown): RefineryError =>
  new RefineryError('store-unavailable', `${words}, which did this for us, has ended`, { cause });

function isAnswered(door: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(door);
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}
