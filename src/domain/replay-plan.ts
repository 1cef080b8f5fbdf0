import { z } from 'zod';

/** Enough to hold, few enough to pay for. */
export const MOST_REPLAYS = 50;

/** How the failing call is tried, with and without each change. */
export const ReplayPlan = z
  .object({
    replays: z.number().int().positive().max(MOST_REPLAYS),
    /** What the customer writes in place of what the trace has; `null` for just that. */
    message: z.string().nullable(),
  })
  .readonly();
export type ReplayPlan = z.infer<typeof ReplayPlan>;

export const USUAL_PLAN: ReplayPlan = { replays: 5, message: null };
