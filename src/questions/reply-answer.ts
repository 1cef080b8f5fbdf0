import { z } from 'zod';
import type { Diagnosis } from '../domain/diagnosis.ts';

export const ReplyAnswer = z.object({
  text: z.string(),
  evidence: z.array(z.object({ run_id: z.string(), quote: z.string() })),
});
export type ReplyAnswer = z.infer<typeof ReplyAnswer>;

export type AboutReply = Readonly<{
  expectation: string;
  /** `null` until there is one. */
  diagnosis: Diagnosis | null;
  /** Each fix that was tried, and what came of it, in a sentence; empty until then. */
  proof: readonly Readonly<{ fix: string; result: string }>[];
  /** What was said in the thread before, oldest first: `Ada: …`. */
  discussion: readonly string[];
  asked: string;
  /** A model is set, and a person has yet to agree to what it would be sent. */
  isHeldBack: boolean;
  /** What `refine/view/compact.ts` made of the trace. */
  view: string;
}>;
