import { z } from 'zod';
import { type Analysis, Category, type Gap } from '../domain/diagnosis.ts';
import type { Triage } from '../domain/triage.ts';

export const DiagnoseAnswer = z.object({
  category: Category,
  summary: z.string(),
  explanation: z.string(),
  failing_run_id: z.string().nullable(),
  suspects: z.array(z.object({ run_id: z.string(), why: z.string() })),
  evidence: z.array(z.object({ run_id: z.string(), quote: z.string() })),
  falsified_by: z.string(),
  confidence: z.enum(['low', 'medium', 'high']),
  confidence_reason: z.string(),
});
export type DiagnoseAnswer = z.infer<typeof DiagnoseAnswer>;

export type AboutDiagnosis = Readonly<{
  expectation: string;
  triage: Triage;
  /** What `refine/view/compact.ts` made of the trace. */
  view: string;
  /** What happened, step by step; not there where that is not known. */
  analysis?: Analysis | undefined;
  /** What of the expectation is met, and what is not. */
  gaps: readonly Gap[];
  objections: readonly string[];
  discussion: readonly string[];
}>;
