import { type AboutProposal, ProposeAnswer } from './propose-answer.ts';
import { proposeByRules } from './propose-by-rules.ts';
import type { Question } from './question.ts';

/** Which small changes, different in kind, could fix it? The case itself joins the eval set in each of them. */
export const propose: Question<AboutProposal, ProposeAnswer> = {
  name: 'propose',
  answer: ProposeAnswer,
  put: ({ expectation, diagnosis, failing, files, sites, objections }) => ({
    values: {
      expectation,
      category: diagnosis.category,
      explanation: diagnosis.explanation,
      rendered_from: sites.map(({ path }) => path).join(', ') || 'no file that I could find',
      objections: objections.map((text) => `- ${text}`).join('\n'),
    },
    material: JSON.stringify({ failing_call: failing ?? null, files }),
  }),
  byRules: proposeByRules,
};
