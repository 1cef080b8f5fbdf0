import { type AboutDiagnosis, DiagnoseAnswer } from './diagnose-answer.ts';
import { diagnoseByRules } from './diagnose-by-rules.ts';
import type { Question } from './question.ts';

/** What went wrong, where, and how do we know? */
export const diagnose: Question<AboutDiagnosis, DiagnoseAnswer> = {
  name: 'diagnose',
  answer: DiagnoseAnswer,
  put: ({ expectation, triage, view, analysis, gaps, objections, discussion }) => ({
    values: { expectation },
    material: JSON.stringify({ signals: triage.signals, gaps, objections, discussion, analysis }),
    trace: view,
  }),
  byRules: diagnoseByRules,
};
