import { z } from 'zod';
import { Category } from '../domain/diagnosis.ts';
import type { Triage } from '../domain/triage.ts';
import type { Seen } from '../signals/signal.ts';
import { diagnoseByRules } from './diagnose-by-rules.ts';
import type { Question } from './question.ts';

export const DiagnoseAnswer = z.object({
  category: Category,
  summary: z.string(),
  explanation: z.string(),
  failing_run_id: z.string().nullable(),
  evidence: z.array(z.object({ run_id: z.string(), quote: z.string() })),
  falsified_by: z.string(),
  confidence: z.enum(['low', 'medium', 'high']),
  confidence_reason: z.string(),
});
export type DiagnoseAnswer = z.infer<typeof DiagnoseAnswer>;

export type AboutDiagnosis = Readonly<{
  seen: Seen;
  triage: Triage;
  /** What `refine/compact.ts` made of the trace. */
  view: string;
  objections: readonly string[];
}>;

/** What went wrong, where, and how do we know? */
export const diagnose: Question<AboutDiagnosis, DiagnoseAnswer> = {
  name: 'diagnose',
  answer: DiagnoseAnswer,
  put: ({ seen, triage, view, objections }) => ({
    values: {
      expectation: seen.expectation,
      signals: triage.signals
        .map(({ kind, detail, runIds }) => `- ${kind} (${runIds.join(', ')}): ${detail}`)
        .join('\n'),
      objections: objections.map((text) => `- ${text}`).join('\n'),
    },
    material: view,
  }),
  byRules: diagnoseByRules,
};
