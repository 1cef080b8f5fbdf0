import { z } from 'zod';
import { Change, Finding } from './change.ts';
import { Impact } from './impact.ts';

export const HypothesisKind = z.enum(['instruction', 'example', 'context', 'tool', 'orchestration', 'eval']);
export type HypothesisKind = z.infer<typeof HypothesisKind>;

export const Degree = z.enum(['low', 'medium', 'high']);
export type Degree = z.infer<typeof Degree>;

/** One way to fix the cause, with the change that would do it and what the guards say of that change. */
export const Hypothesis = z
  .object({
    /** `h1` and so on, in the order they were proposed; the same id never means another hypothesis of the case. */
    id: z.string(),
    kind: HypothesisKind,
    title: z.string(),
    rationale: z.string(),
    risks: z.string(),
    confidence: Degree,
    /** What it takes, and what it may break; what the agent does in such a situation today, and what with it (`null`: nobody said). Facts of the first release lack these. */
    complexity: Degree.optional(),
    risk: Degree.optional(),
    before: z.string().nullable().optional(),
    after: z.string().nullable().optional(),
    change: Change,
    findings: z.array(Finding).readonly(),
    /** Of each file that the fix is about; not there where nobody looked. */
    impact: z.array(Impact).readonly().optional(),
  })
  .readonly();
export type Hypothesis = z.infer<typeof Hypothesis>;
