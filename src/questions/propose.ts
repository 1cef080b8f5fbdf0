import { z } from 'zod';
import type { Call, CallOutput } from '../domain/call.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import { HypothesisKind } from '../domain/hypothesis.ts';
import type { Triage } from '../domain/triage.ts';
import type { PromptFile, PromptSite } from '../refine/locate-prompt.ts';
import { proposeByRules } from './propose-by-rules.ts';
import type { Question } from './question.ts';

/** Flat, because that is what every provider's schemas can say; `find` is the anchor where one is needed. */
const EditAnswer = z.object({
  action: z.enum(['replace', 'insert-after', 'insert-before', 'append', 'create']),
  path: z.string(),
  find: z.string().nullable(),
  text: z.string(),
});
export type EditAnswer = z.infer<typeof EditAnswer>;

export const ProposeAnswer = z.object({
  hypotheses: z.array(
    z.object({
      kind: HypothesisKind,
      title: z.string(),
      rationale: z.string(),
      risks: z.string(),
      confidence: z.enum(['low', 'medium', 'high']),
      edits: z.array(EditAnswer),
    }),
  ),
});
export type ProposeAnswer = z.infer<typeof ProposeAnswer>;

export type AboutProposal = Readonly<{
  expectation: string;
  diagnosis: Diagnosis;
  triage: Triage;
  failing: Readonly<{ call: Call; output: CallOutput }> | undefined;
  /** The prompt files of the repo, and which of them the failing call was rendered from. */
  files: readonly PromptFile[];
  sites: readonly PromptSite[];
  objections: readonly string[];
}>;

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
