import { z } from 'zod';

/** One thing that code alone saw in a trace. `detail` is a sentence for people. */
export const Signal = z
  .object({ kind: z.string(), runIds: z.array(z.string()).readonly(), detail: z.string() })
  .readonly();
export type Signal = z.infer<typeof Signal>;

/** A run that may be the cause; `score` from 0 to 1. */
export const Suspect = z
  .object({
    runId: z.string(),
    name: z.string(),
    score: z.number().min(0).max(1),
    reasons: z.array(z.string()).readonly(),
  })
  .readonly();
export type Suspect = z.infer<typeof Suspect>;

/** Suspects best first. */
export const Triage = z
  .object({ suspects: z.array(Suspect).readonly(), signals: z.array(Signal).readonly() })
  .readonly();
export type Triage = z.infer<typeof Triage>;
