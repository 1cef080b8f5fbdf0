import { type AboutDiagnosis, DiagnoseAnswer } from './diagnose-answer.ts';
import { diagnoseByRules } from './diagnose-by-rules.ts';
import type { Question } from './question.ts';

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
