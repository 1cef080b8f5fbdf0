import { z } from 'zod';
import type { CallOutput } from '../domain/call.ts';
import type { Json } from '../domain/json.ts';
import type { PaidReplays } from '../ports.ts';
import { cache } from './cache.ts';
import type { Database } from './open-database.ts';

/** Longer than a model is down, or a weekend. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
/** Of an answer as JSON. A longer one is asked again when it is needed again. */
const LONGEST = 64 * 1024;

const count = z.number().int().nonnegative();
const Output = z.object({
  text: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.json() as z.ZodType<Json> })),
  finish: z.enum(['stop', 'length', 'tool-calls', 'refused', 'unknown']),
}) satisfies z.ZodType<CallOutput>;
const Kept = z.object({
  output: Output,
  model: z.string(),
  usage: z.object({ inputTokens: count, outputTokens: count }),
  tookMs: z.number(),
  redacted: z.literal(true).exactOptional(),
});

/** On a shelf for each case, so that a case can be forgotten whole. */
export function paidReplays(database: Pick<Database, 'tables'>): PaidReplays {
  return {
    async once({ workspace, id }, about, replay) {
      const shelf = cache(database, workspace, `replays/${id}`);
      const known = Kept.safeParse(await shelf.get(about));
      if (known.success) return known.data;
      const fresh = await replay();
      if ('silent' in fresh) return fresh;
      if (JSON.stringify(fresh.output).length <= LONGEST) await shelf.set(about, fresh, KEPT_MS);
      return fresh;
    },
  };
}
