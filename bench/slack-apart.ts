import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { HumanSide } from '../playground/slack/human-side.ts';
import type { Asked, Told } from './slack-process.ts';

/** The Slack emulator in a process of its own: the bot reaches it over HTTP and web sockets alone. */
export type SlackApart = Told['opened'] &
  Readonly<{
    /** As the human side of the emulator. */
    does<Verb extends 'command' | 'press' | 'submit'>(
      verb: Verb,
      given: Parameters<HumanSide[Verb]>[0],
    ): Promise<Awaited<ReturnType<HumanSide[Verb]>>>;
    tell<What extends 'traffic' | 'threads'>(what: What): Promise<Told[What]>;
    close(): Promise<void>;
  }>;

export async function openSlackApart(options: Extract<Asked, { open: unknown }>['open']): Promise<SlackApart> {
  const child = fork(join(import.meta.dirname, 'slack-process.ts'), [], { serialization: 'advanced' });
  const waiting = new Map<number, (told: never) => void>();
  child.on('message', ({ id, told }: Readonly<{ id: number; told: never }>) => {
    waiting.get(id)?.(told);
    waiting.delete(id);
  });
  let count = 0;
  const ask = <Answer>(asked: Asked): Promise<Answer> =>
    new Promise((resolve) => {
      waiting.set(++count, resolve);
      child.send({ id: count, asked });
    });
  return {
    ...(await ask<Told['opened']>({ open: options })),
    does: (verb, given) => ask({ does: verb, given: given as never }),
    tell: (what) => ask({ tell: what }),
    async close() {
      const gone = once(child, 'exit');
      await ask({ close: true });
      await gone;
    },
  };
}
