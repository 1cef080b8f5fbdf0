import { z } from 'zod';

/** Whether a case helped. */
export const Rating = z.enum(['good', 'bad']);
export type Rating = z.infer<typeof Rating>;
