import { z } from 'zod';
import type { CallOutput } from '../domain/call.ts';
import type { Usage } from '../domain/trace.ts';
import type { ModelReply } from '../ports.ts';

/** What a server answered, in no provider's dialect. `model` is `null` when it does not say which one it was. */
export type ReadResponse = Readonly<{ output: CallOutput; model: string | null; usage: Usage }>;

export type Answered = ReadResponse & Readonly<{ model: string }>;

/** Some servers count in text or in fractions, and some do not count. */
export const Count = z.coerce.number().nonnegative().transform(Math.round).catch(0);

/** Some servers do not say which model answered. */
export const Name = z.string().min(1).nullable().catch(null);

/** An answer to a question of ours. */
export function replyOf({ output: { text, finish }, model, usage }: Answered): ModelReply {
  return { text, model, usage, ...((finish === 'length' || finish === 'refused') && { finish }) };
}
