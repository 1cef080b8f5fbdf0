import { type AboutGap, GapAnswer } from './gap-answer.ts';
import type { Question } from './question.ts';

/** What of the expectation is met, and what is not? Rules answer only for the clauses that an assertion can judge. */
export const gap: Question<AboutGap, GapAnswer> = {
  name: 'gap',
  answer: GapAnswer,
  put: ({ expectation, view, analysis, discussion }) => ({
    values: { expectation },
    material: JSON.stringify({ discussion, analysis }),
    trace: view,
  }),
  byRules: ({ held }) => ({
    clauses: held.map(({ clause, passed, says }) => ({
      clause,
      state: passed ? 'met' : 'missing',
      severity: passed ? 'minor' : 'major',
      because: passed ? `The answer ${says}.` : `It is not so that the answer ${says}.`,
      evidence: [],
    })),
  }),
};
