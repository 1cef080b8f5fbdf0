import { z } from 'zod';
import { TraceRef } from '../domain/trace.ts';
import type { FoundTraces, TraceLine } from '../ports.ts';
import { cache } from './cache.ts';
import type { Database } from './open-database.ts';

const text = z.string().nullable();
const Lines = z.array(
  z.object({
    ref: TraceRef,
    name: z.string(),
    startMs: z.number().nullable(),
    error: text,
    asked: text,
    rating: z.enum(['good', 'bad']).nullable(),
  }),
) satisfies z.ZodType<readonly TraceLine[]>;

/** Lists of traces, as their source gave them. */
export function foundTraces(database: Pick<Database, 'tables'>): FoundTraces {
  return {
    async listOf(workspace, about, freshMs, find) {
      const shelf = cache(database, workspace, 'found-traces');
      const known = Lines.safeParse(await shelf.get(about));
      if (known.success) return known.data;
      const lines = await find();
      if (freshMs > 0) await shelf.set(about, lines, freshMs);
      return lines;
    },
  };
}
