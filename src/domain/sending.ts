import { z } from 'zod';
import { Digest } from './digest.ts';

/** What would be sent to models of a trace, as people are shown it; the text itself is made again from the trace. */
export const Sending = z
  .object({
    /** Of the text and of who gets it: a yes is to both. */
    shown: Digest,
    /** Models, by `Model.name`. */
    to: z.array(z.string()).readonly(),
    /** Of the text; o200k. */
    tokens: z.number().int().nonnegative(),
    /** What was replaced in the whole trace, the most frequent kind first. */
    replaced: z
      .array(
        z
          .object({ kind: z.string(), values: z.number().int().positive(), places: z.number().int().positive() })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type Sending = z.infer<typeof Sending>;
