import { z } from 'zod';
import { Digest } from './digest.ts';
import type { Json, JsonObject } from './json.ts';

const JsonValue: z.ZodType<Json> = z.json() as z.ZodType<Json>;
const Params: z.ZodType<JsonObject> = z.record(z.string(), JsonValue);

/** One executable condition; `kind` names a file of `assertions/`, which knows what `params` mean. */
export const Assertion = z.object({ kind: z.string(), params: Params }).readonly();
export type Assertion = z.infer<typeof Assertion>;

/** What no assertion can tell: a question about the answer, whose yes means that it is right. A model answers it. */
export const Rubric = z.object({ question: z.string(), votes: z.number().int().positive() }).readonly();
export type Rubric = z.infer<typeof Rubric>;

/** The expectation made executable. It passes when every assertion does, and the rubric where there is one. */
export const Check = z
  .object({
    assertions: z.array(Assertion).readonly(),
    /** Not there where assertions say it all; checks of the first release lack it. */
    rubric: Rubric.optional(),
    /** Who judges by the rubric, as things stood when the check was made; not there where nobody is asked, or nobody could be. */
    judge: z.object({ model: z.string(), isUnderTest: z.boolean() }).readonly().optional(),
    /** What it looks for, in plain words: people agree to this sentence. */
    words: z.string(),
    digest: Digest,
  })
  .readonly();
export type Check = z.infer<typeof Check>;

/** What a check says of one answer. `passed` is `null` when it can't be told; `reason` then says why, in a sentence. */
export const Judgement = z
  .object({
    passed: z.boolean().nullable(),
    reason: z.string().nullable(),
    /** The model that judged; `null` where code alone did. */
    judge: z.string().nullable(),
    inputTokens: z.number().int().nonnegative(),
    outputTokens: z.number().int().nonnegative(),
  })
  .readonly();
export type Judgement = z.infer<typeof Judgement>;
