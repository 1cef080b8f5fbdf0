import { z } from 'zod';
import type { Call, CallOutput } from '../domain/call.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Guide } from '../domain/guide.ts';
import { Degree, HypothesisKind } from '../domain/hypothesis.ts';
import type { Triage } from '../domain/triage.ts';
import type { PromptSite } from '../refine/call/locate-prompt.ts';
import type { Lesson } from '../refine/case/lesson.ts';
import type { ShownConfig } from '../refine/context/fit-configs.ts';
import type { PromptFile } from '../refine/template/template.ts';

/**
 * Flat, because that is what every provider's schemas can say; `find` is the anchor where one is needed, or the JSON
 * Pointer of a value, and `text` is that value as JSON then.
 */
const EditAnswer = z.object({
  action: z.enum([
    'replace',
    'insert-after',
    'insert-before',
    'append',
    'create',
    'set-value',
    'append-value',
    'remove-value',
  ]),
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
      confidence: Degree,
      complexity: Degree,
      risk: Degree,
      before: z.string().nullable(),
      after: z.string().nullable(),
      edits: z.array(EditAnswer),
    }),
  ),
});
export type ProposeAnswer = z.infer<typeof ProposeAnswer>;

export type AboutProposal = Readonly<{
  expectation: string;
  /** What `refine/view` made of the trace. */
  view: string;
  diagnosis: Diagnosis;
  triage: Triage;
  failing: Readonly<{ call: Call; output: CallOutput }> | undefined;
  /** The prompt files of the repo, and which of them the failing call was rendered from. */
  files: readonly PromptFile[];
  /** The settings of the project, as far as there is room. */
  configs?: readonly ShownConfig[] | undefined;
  sites: readonly PromptSite[];
  objections: readonly string[];
  discussion: readonly string[];
  /** Not there where nobody wants any. */
  guides?: readonly Guide[] | undefined;
  /** Of earlier cases like this one; not there where there is none. */
  lessons?: readonly Lesson[] | undefined;
  /** Of the last answer, what can't be made of the files, and why; not there the first time. */
  refused?: readonly Readonly<{ title: string; edits: readonly EditAnswer[]; why: string }>[] | undefined;
}>;
