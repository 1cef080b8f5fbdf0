import { z } from 'zod';
import type { Json, JsonObject } from './json.ts';

const count = z.number().int().nonnegative();

/** One call of the analyst's model as it went. Labels stand in it where they stood in what was sent. */
export const Exchange = z
  .object({
    /** When it was sent: Unix epoch, milliseconds. */
    atMs: z.number(),
    tookMs: z.number().nonnegative(),
    /** `provider/model`. */
    asked: z.string(),
    /** By its name: `diagnose`. */
    question: z.string(),
    promptVersion: z.string(),
    /** Whatever a request has: texts, schema, bounds. */
    request: z.record(z.string(), z.json() as z.ZodType<Json>) as z.ZodType<JsonObject>,
    /** `text` is the raw answer, `model` who says that it answered. `null`: nothing came back. */
    reply: z
      .object({
        text: z.string(),
        model: z.string(),
        /** Where it did not say all: cut off, or refused. */
        finish: z.enum(['length', 'refused']).exactOptional(),
        usage: z.object({ inputTokens: count, outputTokens: count, cachedInputTokens: count.exactOptional() }),
      })
      .readonly()
      .nullable(),
  })
  .readonly();
export type Exchange = z.infer<typeof Exchange>;
