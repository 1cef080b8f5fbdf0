import { z } from 'zod';
import { type Analysis, GapState } from '../domain/diagnosis.ts';
import type { HeldClause } from '../refine/case/held-clauses.ts';

export const GapAnswer = z.object({
  clauses: z.array(
    z.object({
      clause: z.string(),
      state: GapState,
      severity: z.enum(['minor', 'major', 'critical']),
      because: z.string(),
      evidence: z.array(z.object({ run_id: z.string(), quote: z.string() })),
    }),
  ),
});
export type GapAnswer = z.infer<typeof GapAnswer>;

export type AboutGap = Readonly<{
  expectation: string;
  /** What `refine/view/compact.ts` made of the trace. */
  view: string;
  /** What happened, step by step; not there where that is not known. */
  analysis?: Analysis | undefined;
  discussion: readonly string[];
  /** What assertions say of the recorded answer, clause by clause. */
  held: readonly HeldClause[];
}>;
