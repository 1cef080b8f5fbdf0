import { z } from 'zod';

/**
 * What one case may cost until a person lets it go on: US dollars where the prices
 * of all models that it used are known, else tokens, those read and those written.
 */
export const Cap = z.object({ usd: z.number().nonnegative(), tokens: z.number().int().nonnegative() }).readonly();
export type Cap = z.infer<typeof Cap>;

/** What all cases of a workspace may cost in a day, UTC: US dollars, tokens, or both; `null` for no such limit. */
export const DayCap = z
  .object({ usd: z.number().nonnegative().nullable(), tokens: z.number().int().nonnegative().nullable() })
  .readonly();
export type DayCap = z.infer<typeof DayCap>;

export const NO_DAY_CAP: DayCap = { usd: null, tokens: null };

/**
 * A limit that is reached, before anything more is asked: of the case, or of the day that `endsAtMs`. `usd` is `null`
 * where no price of what was used is known.
 */
export const CapReached = z.discriminatedUnion('of', [
  z.object({ of: z.literal('case'), cap: Cap, usd: z.number().nullable(), tokens: z.number().int() }),
  z.object({
    of: z.literal('day'),
    cap: DayCap,
    usd: z.number().nullable(),
    tokens: z.number().int(),
    endsAtMs: z.number(),
  }),
]);
export type CapReached = z.infer<typeof CapReached>;
