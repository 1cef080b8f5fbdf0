import type { Ci, PullRequestNow, Sighting } from '../../domain/sighting.ts';
import { canonicalJson } from './canonical-json.ts';
import type { History } from './fold.ts';

/** Most CI is over within minutes, and what nobody merges in a week is looked at by people, if at all. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;
const WATCHED_MS = 7 * 24 * 60 * 60_000;

/** @param quiet how many looks in a row showed nothing new */
export const waitMs = (quiet: number): number => Math.min(FIRST_WAIT_MS * 2 ** Math.min(quiet, 10), LONGEST_WAIT_MS);

export function isWatchedLongEnough({ facts }: Pick<History, 'facts'>, nowMs: number): boolean {
  const published = facts.findLast(({ body }) => body.kind === 'published');
  return nowMs - (published?.body.atMs ?? 0) > WATCHED_MS;
}

/** What the case does not know yet of what was seen. Checks that we see no more are no news. */
export function newsIn({ seen }: Pick<History, 'seen'>, { ci, pullRequest }: Sighting): News {
  return {
    ...(ci && !isSame(ci, seen.ci) && { ci }),
    ...(!isSame(pullRequest, seen.pullRequest) && { pullRequest }),
  };
}

export type News = Readonly<{ ci?: Ci; pullRequest?: PullRequestNow }>;

/** Whether the commit is to be taken back without asking again, as whoever approved it wished. */
export function isUnwanted({ now, seen: { ci, pullRequest }, facts }: History): boolean {
  return (
    now.stage === 'published' &&
    now.offer.target.takenBackIfRed === true &&
    ci?.state === 'red' &&
    pullRequest?.state === 'open' &&
    !pullRequest.isTheirs &&
    !facts.some(({ body }) => body.kind === 'roll-back-asked')
  );
}

const isSame = (one: unknown, other: unknown): boolean =>
  other !== undefined && canonicalJson(one) === canonicalJson(other);
