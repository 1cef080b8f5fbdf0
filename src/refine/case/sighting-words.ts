import type { Ci, PullRequestNow } from '../../domain/sighting.ts';
import type { History } from './fold.ts';

const MOST_NAMED = 3;

/** What was seen of a published commit, a sentence each; the links are for whoever draws them. */
export function sightingWords({ seen: { ci, pullRequest, isOver, merge } }: Pick<History, 'seen'>): readonly string[] {
  return [
    ...(ci ? [ciWords(ci)] : []),
    ...(pullRequest ? reviewWords(pullRequest) : []),
    ...(pullRequest?.isTheirs && pullRequest.state === 'open' ? [THEIRS] : []),
    ...(merge?.ci ? [`After the merge: ${ciWords(merge.ci)}`] : []),
    ...(isOver ? ['I stopped looking after a week: what comes after it stands on GitHub alone.'] : []),
    ...(merge?.isOver ? ['I stopped looking a day after the merge: what comes later stands on GitHub alone.'] : []),
  ];
}

/** What was seen of the pull request that takes a merged one back, a sentence each. */
export function revertWords({ seen: { revert = {} } }: Pick<History, 'seen'>): readonly string[] {
  const { ci, pullRequest, isOver } = revert;
  return [
    ...(ci ? [ciWords(ci)] : []),
    ...(pullRequest ? reviewWords(pullRequest) : []),
    ...(pullRequest?.state === 'merged' ? ['It is merged: the files are as they were before the fix.'] : []),
    ...(pullRequest?.state === 'closed' ? [REVERT_CLOSED] : []),
    ...(isOver ? ['I stopped looking after a week: whether it is merged stands on GitHub alone.'] : []),
  ];
}

export const REVERT_CLOSED =
  'Somebody closed it without merging it, so the fix still stands. If it is to go all the same, open that pull request again on GitHub.';

export function ciWords({ state, failing }: Ci): string {
  if (state === 'green') return 'CI is green.';
  if (state === 'pending') return 'CI is running.';
  return `CI is red: ${listed(failing.map(({ name }) => name))} failed.`;
}

/** The bot takes back nothing from a branch that people work on. */
export const THEIRS =
  'Somebody has added commits to the branch, so it is theirs now: I don’t touch it any more. Take the change back there by hand, or close the pull request.';

export function reviewWords({ approvedBy, changesAskedBy }: PullRequestNow): readonly string[] {
  return [
    ...(changesAskedBy.length > 0 ? [`Changes asked for by ${listed(changesAskedBy)}.`] : []),
    ...(approvedBy.length > 0 ? [`Approved on GitHub by ${listed(approvedBy)}.`] : []),
  ];
}

function listed(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED);
  const more = names.length - named.length;
  const all = more > 0 ? [...named, `${more} more`] : named;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
