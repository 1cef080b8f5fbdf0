import type { Aftermath, Ci, PullRequestNow, Seen, Sighting } from '../../domain/sighting.ts';
import { canonicalJson } from './canonical-json.ts';
import type { History } from './fold.ts';

/** Most CI is over within minutes, and what nobody merges in a week is looked at by people, if at all. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const WATCHED_MS = 7 * DAY_MS;
/** By then what the base is tested and deployed with has run, and other changes have come on top. */
const WATCHED_AFTER_MERGE_MS = DAY_MS;

/** @param quiet how many looks in a row showed nothing new */
export const waitMs = (quiet: number): number => Math.min(FIRST_WAIT_MS * 2 ** Math.min(quiet, 10), LONGEST_WAIT_MS);

/**
 * Whether there is nothing more to look for. `told`: something may still come, and whoever waits for it should know that
 * nobody looks.
 *
 * @param pullRequest as it was seen last
 * @param of the pull request that takes the other one back
 */
export function watchEnd(
  { facts }: Pick<History, 'facts'>,
  pullRequest: PullRequestNow | undefined,
  nowMs: number,
  of?: 'revert',
): 'not-yet' | 'quiet' | 'told' {
  const isMerged = pullRequest?.state === 'merged';
  if (pullRequest?.state === 'closed' || (isMerged && (of || !pullRequest.mergedAs))) return 'quiet';
  const since = facts.findLast(({ body }) => {
    if (isMerged) return body.kind === 'pull-request-seen' && !body.of && body.pullRequest.state === 'merged';
    return body.kind === (of ? 'rolled-back' : 'published');
  });
  const watchedMs = isMerged ? WATCHED_AFTER_MERGE_MS : WATCHED_MS;
  return since && nowMs - since.body.atMs > watchedMs ? 'told' : 'not-yet';
}

/**
 * What the case does not know yet of what was seen. Checks that we see no more are no news.
 *
 * @param of the pull request that takes the other one back
 */
export function newsIn({ seen }: Pick<History, 'seen'>, { ci, pullRequest }: Sighting, of?: 'revert'): News {
  const isMerged = pullRequest.state === 'merged';
  const checked = of ?? (isMerged ? 'merge' : undefined);
  // The base after a roll-back is as it was before the fix: its CI is nobody's news here.
  const isChecked = ci && !(of && isMerged) && !isSame(ci, seenOf(seen, checked).ci);
  return {
    ...(isChecked && { ci: { ...(checked && { of: checked }), ci } }),
    ...(!isSame(pullRequest, seenOf(seen, of).pullRequest) && { pullRequest: { ...(of && { of }), pullRequest } }),
  };
}

/** As the facts tell it. */
export type News = Readonly<{
  ci?: Readonly<{ of?: Aftermath; ci: Ci }>;
  pullRequest?: Readonly<{ of?: 'revert'; pullRequest: PullRequestNow }>;
}>;

export const seenOf = (seen: History['seen'], of: Aftermath | undefined): Seen => (of ? (seen[of] ?? {}) : seen);

/** Whether the commit is to be taken back without asking again, as whoever approved it wished. */
export function isUnwanted({ now, seen: { ci, pullRequest, merge }, facts }: History): boolean {
  if (now.stage !== 'published' || facts.some(({ body }) => body.kind === 'roll-back-asked')) return false;
  const { takenBackIfRed } = now.offer.target;
  if (pullRequest?.state === 'open')
    return takenBackIfRed !== undefined && ci?.state === 'red' && !pullRequest.isTheirs;
  return takenBackIfRed === 'also-after-merge' && pullRequest?.state === 'merged' && merge?.ci?.state === 'red';
}

const isSame = (one: unknown, other: unknown): boolean =>
  other !== undefined && canonicalJson(one) === canonicalJson(other);
