import { type AboutDiagnosis, DiagnoseAnswer } from './diagnose-answer.ts';
import { diagnoseByRules } from './diagnose-by-rules.ts';
import type { Question } from './question.ts';

/**
 * What went wrong, where, and how do we know? The trace stands last and as it is, so that
 * it can be quoted letter for letter; before it, on one line that no text in it can end, the rest.
 */
export const diagnose: Question<AboutDiagnosis, DiagnoseAnswer> = {
  name: 'diagnose',
  answer: DiagnoseAnswer,
  put: ({ expectation, triage, view, gaps, objections, discussion }) => ({
    values: { expectation },
    material: `${JSON.stringify({ signals: triage.signals, gaps, objections, discussion })}\n\n${view}`,
  }),
  byRules: diagnoseByRules,
};
