import type { Commit } from '../../domain/change.ts';

/** By what a published commit, and the pull request for it, are told of from outside. */
export function commitNames(
  repo: string,
  { sha, pullRequest }: Pick<Commit, 'sha' | 'pullRequest'>,
): readonly string[] {
  return [commitName(repo, sha), ...(pullRequest ? [pullRequestName(repo, pullRequest.number)] : [])];
}

export const commitName = (repo: string, sha: string): string => `${repo}@${sha}`;

export const pullRequestName = (repo: string, number: number): string => `${repo}#${number}`;
