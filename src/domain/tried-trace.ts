import { z } from 'zod';
import { TraceRef } from './trace.ts';

const count = z.number().int().nonnegative();

/** On what another conversation was replayed, and what came of it. Texts are redacted and cut to a few hundred characters. */
const tried = {
  /** Where a person can look at it. */
  ref: TraceRef,
  /** How people know it: what the customer wrote, cut. */
  name: z.string(),
  /** What was answered then, what is answered now, and what with the change. `null`: no answer, or left out for its size. */
  recorded: z.string().nullable(),
  unchanged: z.string().nullable(),
  changed: z.string().nullable(),
};

/**
 * A failure like the reported one. `drifted`: it does not fail any more without a change, so it tells nothing;
 * `unclear`: there was no answer to judge.
 */
export const SimilarTrace = z
  .object({ ...tried, became: z.enum(['fixed', 'not-fixed', 'drifted', 'unclear']) })
  .readonly();
export type SimilarTrace = z.infer<typeof SimilarTrace>;

/**
 * A conversation that went well. `broke`: without the change it keeps the substance of what was answered then, with it
 * not; `drifted`: it does not keep it without the change, either, so it tells nothing; `unclear`: there was no answer.
 */
export const GoodTrace = z.object({ ...tried, became: z.enum(['kept', 'broke', 'drifted', 'unclear']) }).readonly();
export type GoodTrace = z.infer<typeof GoodTrace>;

/** `of` leaves out those that drifted and those that gave no answer. */
export const SimilarTally = z
  .object({ fixed: count, of: count, drifted: count, traces: z.array(SimilarTrace).readonly() })
  .readonly();
export type SimilarTally = z.infer<typeof SimilarTally>;

export const GoodTally = z
  .object({ broke: count, of: count, drifted: count, traces: z.array(GoodTrace).readonly() })
  .readonly();
export type GoodTally = z.infer<typeof GoodTally>;

/** What a customer got, and what they would get: real answers to one question, redacted and cut. `worse`: what was good got lost. */
export const Example = z
  .object({ question: z.string(), before: z.string(), after: z.string(), worse: z.literal(true).exactOptional() })
  .readonly();
export type Example = z.infer<typeof Example>;
