import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What a change does to the examples of the project's own eval set; `before` is what passes without it. */
export const EvalTally = z
  .object({
    dataset: z.string(),
    /** Examples with an answer to hold theirs against, where the model answered both with and without the change. */
    of: count,
    passed: count,
    before: count,
    /** Examples of the set that were not tried, or tell nothing. */
    left: count,
    /** Where both can be looked at, example by example; `null` when that could not be recorded. */
    url: z.string().nullable(),
    /** Why nothing, or not all, could be tried, in a sentence. */
    reason: z.string().nullable(),
  })
  .readonly();
export type EvalTally = z.infer<typeof EvalTally>;
