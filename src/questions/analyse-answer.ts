import { z } from 'zod';

export const AnalyseAnswer = z.object({
  events: z.array(z.object({ run_id: z.string(), what: z.string() })),
  decisions: z.array(
    z.object({ run_id: z.string(), decided: z.string(), because: z.string(), quote: z.string().nullable() }),
  ),
});
export type AnalyseAnswer = z.infer<typeof AnalyseAnswer>;

export type AboutAnalysis = Readonly<{
  expectation: string;
  /** What `refine/view` made of the trace, or of one part of it. */
  view: string;
  /** Which part of how many this is, both from 1; not there where the trace is read whole. */
  part?: Readonly<{ number: number; of: number }> | undefined;
}>;
