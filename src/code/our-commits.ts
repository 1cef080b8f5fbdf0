import { CommitSha } from '../domain/digest.ts';
import { outputOf } from './git-failure.ts';
import { readObjects } from './read-commit.ts';
import type { Git } from './run-git.ts';
import { AUTHOR } from './write-commit.ts';

const MOST_COMMITS_SEARCHED = 1_000;

/**
 * Commits that we made and signed with a trailer, newest first. Somebody may
 * quote our trailers; only a commit of ours that ends in one counts.
 *
 * @param trailer a line, or how one begins
 * @param revisions where to look, as `git rev-list` takes them: names of objects that were checked, or `--all`
 */
export async function ourCommits(
  git: Git,
  trailer: string,
  revisions: readonly string[],
): Promise<readonly Readonly<{ sha: CommitSha; message: string }>[]> {
  const most = `--max-count=${MOST_COMMITS_SEARCHED}`;
  const answer = await git(['rev-list', most, '--fixed-strings', `--grep=${trailer}`, ...revisions]);
  const names = outputOf('rev-list', answer).toString().split('\n').filter(Boolean);
  const commits = await readObjects(git, names);
  return names.flatMap((name) => {
    const message = messageByUs(Buffer.from(commits.get(name) ?? []).toString());
    const last = message?.trimEnd().split('\n\n').at(-1) ?? '';
    const isSigned = message !== undefined && last.split('\n').some((line) => line.startsWith(trailer));
    return isSigned ? [{ sha: CommitSha.parse(name), message }] : [];
  });
}

function messageByUs(commit: string): string | undefined {
  const headEnd = commit.indexOf('\n\n');
  const head = commit.slice(0, headEnd).split('\n');
  const byUs = head.some((line) => line.startsWith(`committer ${AUTHOR.name} <${AUTHOR.email}> `));
  return byUs ? commit.slice(headEnd + 2) : undefined;
}
