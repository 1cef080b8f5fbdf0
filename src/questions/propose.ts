import { type AboutProposal, ProposeAnswer } from './propose-answer.ts';
import { proposeByRules } from './propose-by-rules.ts';
import type { Question } from './question.ts';

/** Which small changes, different in kind, could fix it? The case itself joins the eval set in each of them. */
export const propose: Question<AboutProposal, ProposeAnswer> = {
  name: 'propose',
  answer: ProposeAnswer,
  put: ({
    expectation,
    view,
    diagnosis,
    failing,
    files,
    configs,
    sites,
    objections,
    discussion,
    guides,
    lessons,
    refused,
  }) => ({
    values: { expectation, category: diagnosis.category },
    trace: view,
    material: JSON.stringify({
      explanation: diagnosis.explanation,
      objections,
      discussion,
      rendered_from: sites.map(({ path }) => path),
      failing_call: failing ?? null,
      files: files.map(({ path, text }) => ({ path, text })),
      configs: configs?.length ? configs : undefined,
      guides: guides?.map(({ title, from, text }) => ({ title, from, text })),
      lessons: lessons?.map(({ failure, changes, decision, reasons }) => ({ failure, changes, decision, reasons })),
      refused,
    }),
  }),
  byRules: proposeByRules,
};
