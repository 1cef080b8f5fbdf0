import { z } from 'zod';

export const Category = z.enum(['prompt', 'context', 'retrieval', 'tool', 'orchestration', 'model-limit', 'data']);
export type Category = z.infer<typeof Category>;

/** A verbatim quote and the run it stands in; `refine/text/verify-evidence.ts` has looked. */
export const Evidence = z.object({ runId: z.string(), quote: z.string() }).readonly();
export type Evidence = z.infer<typeof Evidence>;

export const GapState = z.enum(['met', 'partial', 'missing', 'incorrect']);
export type GapState = z.infer<typeof GapState>;

/** One thing that was expected, held against what the agent did. `severity`: how bad that is for whoever was answered. */
export const Gap = z
  .object({
    /** In the expert's words. */
    clause: z.string(),
    state: GapState,
    severity: z.enum(['minor', 'major', 'critical']),
    /** In a sentence, for the expert. */
    because: z.string(),
    evidence: z.array(Evidence).readonly(),
  })
  .readonly();
export type Gap = z.infer<typeof Gap>;

export const Diagnosis = z
  .object({
    category: Category,
    /** For a person without engineering background, two or three sentences. */
    summary: z.string(),
    /** For an engineer: how the cause led to the answer. */
    explanation: z.string(),
    /** The run whose call is replayed; always one of the trace's LLM runs, `null` when there is none. */
    failingRunId: z.string().nullable(),
    evidence: z.array(Evidence).readonly(),
    /** What one would see if this diagnosis were wrong. */
    falsifiedBy: z.string(),
    confidence: z.enum(['low', 'medium', 'high']),
    confidenceReason: z.string(),
    /** Quotes that did not stand in the run they cited, and were dropped by code. */
    droppedQuotes: z.number().int().nonnegative(),
    /** Clause by clause; diagnoses of the first release lack it. */
    gaps: z.array(Gap).readonly().optional(),
  })
  .readonly();
export type Diagnosis = z.infer<typeof Diagnosis>;

/** Why a model's answer was done without: by the error, or because too few of its quotes stand in the trace. */
export const PassedOverReason = z.enum([
  'model-unavailable',
  'model-denied',
  'model-unsuited',
  'answer-unusable',
  'quotes-missing',
]);
export type PassedOverReason = z.infer<typeof PassedOverReason>;

/** A model that was to answer, and did not, or not well enough; what it took was paid all the same. */
export const PassedOver = z
  .object({
    /** By `Model.name`. */
    model: z.string(),
    because: PassedOverReason,
    /** Who answered in its place, by `Model.name`, or `rules`. */
    instead: z.string(),
    inputTokens: z.number().int().nonnegative(),
    outputTokens: z.number().int().nonnegative(),
  })
  .readonly();
export type PassedOver = z.infer<typeof PassedOver>;

/** Who answered a question, and what it took. `model` is `rules` when no model was used. */
export const Answerer = z
  .object({
    model: z.string(),
    promptVersion: z.string().nullable(),
    inputTokens: z.number().int().nonnegative(),
    outputTokens: z.number().int().nonnegative(),
    tookMs: z.number().nonnegative(),
    /** Those that were asked before, in order; not there where the first one answered. */
    insteadOf: z.array(PassedOver).readonly().optional(),
  })
  .readonly();
export type Answerer = z.infer<typeof Answerer>;
