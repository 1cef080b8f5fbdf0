import { z } from 'zod';

/**
 * What one case may cost until a person lets it go on: US dollars where the prices
 * of all models that it used are known, else tokens, those read and those written.
 */
export const Cap = z.object({ usd: z.number().nonnegative(), tokens: z.number().int().nonnegative() }).readonly();
export type Cap = z.infer<typeof Cap>;
