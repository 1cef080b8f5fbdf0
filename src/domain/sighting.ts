import { z } from 'zod';
import { CommitSha } from './digest.ts';

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
    /** The commit by which it came to its base; not there before, and where nobody tells. */
    mergedAs: CommitSha.exactOptional(),
  })
  .readonly();
export type PullRequestNow = z.infer<typeof PullRequestNow>;

/**
 * What became of a commit and its pull request, as far as can be seen. `ci` is of the commit until it is merged, and from
 * then on of `mergedAs`; null where there are no checks, or we may not see them.
 */
export const Sighting = z.object({ ci: Ci.nullable(), pullRequest: PullRequestNow }).readonly();
export type Sighting = z.infer<typeof Sighting>;

/** What is seen beside a published commit and its pull request: what the merge made of the base, and what takes it back. */
export const Aftermath = z.enum(['merge', 'revert']);
export type Aftermath = z.infer<typeof Aftermath>;

/** What was last seen of something; nothing before the first look. */
export type Seen = Readonly<{ ci?: Ci; pullRequest?: PullRequestNow; isOver?: true }>;
