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

/** How much of the trace the analyst was given: runs in whole, in part and not at all. `unread`: parts that could not be read, in words. */
export const Coverage = z
  .object({
    whole: z.number().int().nonnegative(),
    inPart: z.number().int().nonnegative(),
    left: z.number().int().nonnegative(),
    unread: z.array(z.string()).readonly(),
  })
  .readonly();
export type Coverage = z.infer<typeof Coverage>;

/** What happened, in the order of the trace, and what was decided on the way; `quote` stands in its run, or is `null`. */
export const Analysis = z
  .object({
    events: z.array(z.object({ runId: z.string(), what: z.string() }).readonly()).readonly(),
    decisions: z
      .array(
        z
          .object({ runId: z.string(), decided: z.string(), because: z.string(), quote: z.string().nullable() })
          .readonly(),
      )
      .readonly(),
    coverage: Coverage,
  })
  .readonly();
export type Analysis = z.infer<typeof Analysis>;

/** One way in which tokens were spent badly. `pattern` is one of the prompt's list, or `other: …`. */
export const TokenFinding = z
  .object({
    pattern: z.string(),
    says: z.string(),
    severity: z.enum(['minor', 'major', 'critical']),
    runIds: z.array(z.string()).readonly(),
  })
  .readonly();
export type TokenFinding = z.infer<typeof TokenFinding>;

/** The expectation can be read in two ways; the diagnosis takes the first of `readings`. */
export const Unclear = z
  .object({ question: z.string(), readings: z.array(z.string()).length(2).readonly() })
  .readonly();
export type Unclear = z.infer<typeof Unclear>;

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
    /** Clause by clause; diagnoses of the first release lack it, and what follows. */
    gaps: z.array(Gap).readonly().optional(),
    analysis: Analysis.optional(),
    health: z.array(TokenFinding).readonly().optional(),
    /** The likeliest first, at most three. */
    suspects: z
      .array(z.object({ runId: z.string(), why: z.string() }).readonly())
      .readonly()
      .optional(),
    /** Only where it is. */
    unclear: Unclear.optional(),
  })
  .readonly();
export type Diagnosis = z.infer<typeof Diagnosis>;

/** Why a model's answer was done without: by the error, or because too few of its quotes stand in the trace. */
export const PassedOverReason = z.enum([
  'model-unavailable',
  'model-unreachable',
  'model-limited',
  'model-unknown',
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
    /** Of the input, what the provider had read before; not there where nobody says. */
    cachedInputTokens: z.number().int().nonnegative().exactOptional(),
    tookMs: z.number().nonnegative(),
    /** The very same was answered in an earlier case, which paid for it. */
    known: z.literal(true).exactOptional(),
    /** Those that were asked before, in order; not there where the first one answered. */
    insteadOf: z.array(PassedOver).readonly().optional(),
  })
  .readonly();
export type Answerer = z.infer<typeof Answerer>;

/** Who answered which of the questions that one step asks. */
export const Asked = z.object({ question: z.string(), answerer: Answerer }).readonly();
export type Asked = z.infer<typeof Asked>;
