import { z } from 'zod';

export const ClarifyAnswer = z.object({
  is_clear: z.boolean(),
  question: z.string().nullable(),
  /** Two readings, the likelier first; empty when it is clear. */
  readings: z.array(z.string()),
});
export type ClarifyAnswer = z.infer<typeof ClarifyAnswer>;

export type AboutExpectation = Readonly<{
  expectation: string;
  /** What the agent was asked, and what it answered, as far as that can be told. */
  task: string | null;
  answer: string | null;
  objections: readonly string[];
  discussion: readonly string[];
}>;
