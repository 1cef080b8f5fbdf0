import { z } from 'zod';
import type { Answerer, Evidence } from './diagnosis.ts';
import type { Person } from './project.ts';

/** Where people talk about a case. `thread` is the `ts` of its first message, `null` until that stands. */
export const Place = z.object({ team: z.string(), channel: z.string(), thread: z.string().nullable() }).readonly();
export type Place = z.infer<typeof Place>;

/** What somebody said in the thread. All of it is context; only what is addressed to the analyst is answered. */
export type Comment = Readonly<{ seq: number; by: Person; text: string; atMs: number; addressed: boolean }>;

/** The analyst's answer to the comment with seq `to`. */
export type Reply = Readonly<{
  seq: number;
  to: number;
  text: string;
  evidence: readonly Evidence[];
  droppedQuotes: number;
  answerer: Answerer;
}>;
