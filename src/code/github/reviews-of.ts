import type { PullRequestNow } from '../../domain/sighting.ts';

/** `by` is null for somebody who is gone from GitHub. */
export type Review = Readonly<{ by: string | null; says: string }>;

/** https://docs.github.com/en/rest/pulls/reviews#list-reviews-for-a-pull-request */
export function readReview({
  user,
  state,
}: Readonly<{ user: Readonly<{ login: string }> | null; state: string }>): Review {
  return { by: user?.login ?? null, says: state };
}

/** GitHub lists them by time. A comment leaves standing what its author said before. */
export function reviewsOf(reviews: readonly Review[]): Pick<PullRequestNow, 'approvedBy' | 'changesAskedBy'> {
  const last = new Map<string, string>();
  for (const { by, says } of reviews) if (by !== null && !/^(?:COMMENTED|PENDING)$/.test(says)) last.set(by, says);
  const who = (word: string) => [...last].flatMap(([by, says]) => (says === word ? [by] : [])).sort();
  return { approvedBy: who('APPROVED'), changesAskedBy: who('CHANGES_REQUESTED') };
}
