import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { Commit, PullRequest } from '../../domain/change.ts';
import { CommitSha } from '../../domain/digest.ts';
import type { GitHubName } from '../../domain/github-name.ts';
import type { Json } from '../../domain/json.ts';
import { FailingCheck } from '../../domain/sighting.ts';
import type { Look } from '../../ports.ts';
import { named } from './access.ts';
import { asGitHub } from './ask.ts';
import { type CheckSeen, ciFrom, fromCheckRun, fromStatus } from './ci-from.ts';
import { stateOf } from './pull-requests.ts';
import { readReview, reviewsOf } from './reviews-of.ts';
import { ifNew, keptAs, PER_PAGE, pagesIfNew, unlessHidden } from './unchanged.ts';

const Checks = z.array(keptAs(z.array(FailingCheck.unwrap().extend({ says: z.enum(['passed', 'failed', 'waits']) }))));
const Pull = z.object({
  state: z.enum(['open', 'merged', 'closed']),
  head: z.string(),
  mergedAs: CommitSha.exactOptional(),
});
const Reviews = z.array(keptAs(z.array(z.object({ by: z.string().nullable(), says: z.string() }))));

/** What was answered the last time, by what was asked. */
const Memo = z.object({
  pull: keptAs(Pull),
  reviews: Reviews,
  /** The commit that the checks and statuses are of; memos of earlier releases lack it. */
  checked: z.string().optional(),
  checks: Checks.nullable(),
  statuses: Checks.nullable(),
});

/**
 * What became of a commit and its pull request; once merged, the checks are those of what its base became by that. Checks and statuses that we may not see are taken for none: they need
 * rights of their own, which nobody has to give.
 *
 * Errors as `asGitHub`.
 */
export async function lookAt(
  repo: GitHubName,
  { rest }: Octokit,
  { sha, pullRequest }: Commit & Readonly<{ pullRequest: PullRequest }>,
  memo: Json,
): Promise<Look> {
  const before = Memo.safeParse(memo).data;
  const where = named(repo);
  const pulled = { ...where, pull_number: pullRequest.number };
  return asGitHub(repo, async () => {
    const pull = await ifNew(
      before?.pull,
      (headers) => rest.pulls.get({ ...pulled, headers }),
      (data) => ({ state: stateOf(data), head: data.head.sha, ...mergedAs(data) }),
    );
    const reviews = await pagesIfNew(
      before?.reviews ?? [],
      (page, headers) => rest.pulls.listReviews({ ...pulled, per_page: PER_PAGE, page, headers }),
      (data) => data.map(readReview),
    );
    const { state, head, ...merged } = pull.known;
    const checked = state === 'merged' ? merged.mergedAs : sha;
    const known = before && (before.checked ?? sha) === checked ? before : undefined;
    const onCommit = { ...where, ref: checked ?? '', per_page: PER_PAGE };
    const unlessUnknown = <Kept>(ask: () => Promise<Kept>) => (checked === undefined ? null : unlessHidden(ask()));
    const checks = await unlessUnknown(() =>
      pagesIfNew(
        known?.checks ?? [],
        (page, headers) => rest.checks.listForRef({ ...onCommit, page, headers }),
        (data) => data.check_runs.map(fromCheckRun),
      ),
    );
    const statuses = await unlessUnknown(() =>
      pagesIfNew(
        known?.statuses ?? [],
        (page, headers) => rest.repos.getCombinedStatusForRef({ ...onCommit, page, headers }),
        (data) => data.statuses.map(fromStatus),
      ),
    );
    const seen: readonly CheckSeen[] = [...(checks ?? []), ...(statuses ?? [])].flatMap(({ known }) => known);
    return {
      sighting: {
        ci: ciFrom(seen, checks !== null && statuses !== null),
        pullRequest: { state, ...reviewsOf(reviews.flatMap(({ known }) => known)), isTheirs: head !== sha, ...merged },
      },
      memo: { pull, reviews, checks, statuses, ...(checked !== undefined && { checked }) },
    };
  });
}

/** GitHub names the commit of a merge that it tried, too: https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request */
function mergedAs(
  data: Readonly<{ merged_at: string | null; merge_commit_sha: string | null }>,
): Readonly<{ mergedAs?: CommitSha }> {
  const sha = data.merged_at === null ? undefined : CommitSha.safeParse(data.merge_commit_sha).data;
  return sha === undefined ? {} : { mergedAs: sha };
}
