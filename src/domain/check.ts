import { z } from 'zod';
import { Digest } from './digest.ts';
import type { Json, JsonObject } from './json.ts';

const JsonValue: z.ZodType<Json> = z.json() as z.ZodType<Json>;
const Params: z.ZodType<JsonObject> = z.record(z.string(), JsonValue);

/** One executable condition; `kind` names a file of `assertions/`, which knows what `params` mean. */
export const Assertion = z.object({ kind: z.string(), params: Params }).readonly();
export type Assertion = z.infer<typeof Assertion>;

/** The expectation made executable. It passes when every assertion does. */
export const Check = z
  .object({
    assertions: z.array(Assertion).readonly(),
    /** What it looks for, in plain words: people agree to this sentence. */
    words: z.string(),
    digest: Digest,
  })
  .readonly();
export type Check = z.infer<typeof Check>;
