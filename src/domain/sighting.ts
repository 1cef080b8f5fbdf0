import { z } from 'zod';

/** A check, or a commit status, that did not pass. `url` leads to its log, where its server named one. */
export const FailingCheck = z.object({ name: z.string(), url: z.string().nullable() }).readonly();
export type FailingCheck = z.infer<typeof FailingCheck>;

/**
 * What all checks and statuses of one commit say together: `red` as soon as one has failed, `green` when none is awaited
 * any more. `failing` is empty unless it is red, and holds the first few.
 */
export const Ci = z
  .object({ state: z.enum(['red', 'green', 'pending']), failing: z.array(FailingCheck).readonly() })
  .readonly();
export type Ci = z.infer<typeof Ci>;

/** How a pull request of ours stands. `approvedBy`, `changesAskedBy`: by the last word of each reviewer, sorted. */
export const PullRequestNow = z
  .object({
    state: z.enum(['open', 'merged', 'closed']),
    approvedBy: z.array(z.string()).readonly(),
    changesAskedBy: z.array(z.string()).readonly(),
    /** People have added commits to its branch: it is theirs now, too. */
    isTheirs: z.boolean(),
  })
  .readonly();
export type PullRequestNow = z.infer<typeof PullRequestNow>;

/** What became of a published commit, as far as can be seen. `ci` is null where there are no checks, or we may not see them. */
export const Sighting = z.object({ ci: Ci.nullable(), pullRequest: PullRequestNow }).readonly();
export type Sighting = z.infer<typeof Sighting>;
