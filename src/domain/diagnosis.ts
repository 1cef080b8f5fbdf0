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

/** Who answered a question, and what it took. `model` is `rules` when no model was used. */
export const Answerer = z
  .object({
    model: z.string(),
    promptVersion: z.string().nullable(),
    inputTokens: z.number().int().nonnegative(),
    outputTokens: z.number().int().nonnegative(),
    /** Of the input, what the provider had read before; not there where nobody says. */
    cachedInputTokens: z.number().int().nonnegative().exactOptional(),
    tookMs: z.number().nonnegative(),
  })
  .readonly();
export type Answerer = z.infer<typeof Answerer>;
