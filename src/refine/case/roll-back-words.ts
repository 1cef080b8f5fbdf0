import type { RolledBack } from '../../domain/case.ts';
import type { Commit, PullRequest } from '../../domain/change.ts';

/** What was done, in a sentence. */
export function rolledBackWords({ commit, revert, closed }: Pick<RolledBack, 'commit' | 'revert' | 'closed'>): string {
  if (closed && revert.pullRequest)
    return `Rolled back: nobody had merged ${pullRequestWords(revert.pullRequest)}, so it was closed.`;
  return revert.pullRequest
    ? `Rolled back once it is merged: ${pullRequestWords(revert.pullRequest)} restores what ${commit.sha} had changed.`
    : `Rolled back: ${revert.sha} on ${revert.branch} restores what ${commit.sha} had changed.`;
}

export const pullRequestWords = ({ number, url, base }: PullRequest): string =>
  `pull request #${number} into ${base} (${url})`;

/** What is left to do after a roll-back: a commit that was merged elsewhere stays there. `undefined`: nothing. */
export function stillOnWords({
  alsoOn,
  revert: { branch },
  closed,
}: Pick<RolledBack, 'alsoOn' | 'revert' | 'closed'>): string | undefined {
  if (alsoOn.length === 0) return undefined;
  if (closed) return `The change was merged all the same and stands on ${listed(alsoOn)}. Take it back there by hand.`;
  return `The change was merged and still stands on ${listed(alsoOn)}. To take it back there, too, merge the roll-back: git merge ${branch}`;
}

/** Why nothing was taken back from a branch that somebody has deleted, and what to do instead. */
export function branchGoneWords(alsoOn: readonly string[], { sha, branch }: Commit): string {
  const gone = `Not rolled back: the branch ${branch} is gone.`;
  return alsoOn.length === 0
    ? `${gone} No other branch holds its commit. If it was merged as another commit (by squash or rebase), take that one back by hand.`
    : `${gone} Its commit stands on ${listed(alsoOn)}. Take it back there by hand: git revert ${sha}`;
}

const MOST_NAMED = 5;

function listed(branches: readonly string[]): string {
  const named = branches.slice(0, MOST_NAMED);
  const more = branches.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
