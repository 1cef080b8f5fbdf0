import { z } from 'zod';
import type { Json } from '../domain/json.ts';
import { Sighting } from '../domain/sighting.ts';

/** What one look leaves for the chapter that tells of it, and for the next look. */
const WatchMemo = z.object({
  /** How many looks in a row showed nothing new. */
  quiet: z.number().int().nonnegative(),
  /** As `Look`. */
  look: z.json() as z.ZodType<Json>,
  /** `null`: nothing was seen yet. */
  seen: Sighting.nullable(),
  isOver: z.boolean(),
});
export type WatchMemo = Readonly<z.infer<typeof WatchMemo>>;

export function readMemo(memo: Json): WatchMemo {
  return WatchMemo.safeParse(memo).data ?? { quiet: 0, look: null, seen: null, isOver: false };
}
