import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import { gitFailure, outputOf } from './git-failure.ts';
import { shaIn } from './open-repo.ts';
import type { Git } from './run-git.ts';

/** Whoever held a ref lock for this long was killed: git itself holds one for milliseconds. */
const STALE_MS = 10_000;
const LOOK_AGAIN_MS = 100;

/** `refs/heads/refinery/…`: the only names that are ever written, and what git takes for a name. */
export function refOf(branch: string): string {
  const good = /^refinery\/[A-Za-z\d][\w.-]*(?:\/[A-Za-z\d][\w.-]*)*$/.test(branch);
  if (!good || branch.length > 200 || /\.\.|\.(?:lock)?(?:\/|$)/i.test(branch))
    throw new RefineryError(
      'commit-differs',
      `${JSON.stringify(branch.slice(0, 80))} is no branch that I may write to`,
    );
  return `refs/heads/${branch}`;
}

/** https://git-scm.com/docs/git-check-ref-format */
const NO_BRANCH = /^[-/.]|\.\.|@\{|\/[/.]|\.lock(?:\/|$)|[/.]$|[\s~^:?*[\\\p{Cc}]/u;
const LONGEST_NAME = 250;

export const isBranchName = (name: string): boolean =>
  name !== '' && name.length <= LONGEST_NAME && !NO_BRANCH.test(name);

export type BranchToWrite = Readonly<{ branch: string; straight?: true | undefined }>;

/** What a publication may write: a branch of ours, or, where that was approved, the very branch that it is for. */
export function refToWrite({ branch, straight }: BranchToWrite): string {
  if (!straight) return refOf(branch);
  if (isBranchName(branch)) return `refs/heads/${branch}`;
  throw new RefineryError('commit-differs', `${JSON.stringify(branch.slice(0, 80))} is no name of a branch`);
}

export async function tipOf(git: Git, ref: string): Promise<CommitSha | undefined> {
  const answer = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (answer.code === 1) return undefined;
  return shaIn(outputOf('rev-parse', answer));
}

/** The folder of the checkout that the branch is open in, if any. */
export async function checkoutOf(git: Git, ref: string): Promise<string | undefined> {
  const answer = await git(['for-each-ref', '--format=%(refname) %(worktreepath)', ref]);
  const lines = outputOf('for-each-ref', answer).toString().split('\n');
  return lines.find((line) => line.startsWith(`${ref} `))?.slice(ref.length + 1) || undefined;
}

/** Branches that hold a commit, but not the one that takes it back; none, when the commit is there no more. */
export async function branchesWith(git: Git, commit: CommitSha, without?: CommitSha): Promise<readonly string[]> {
  const but = without ? [`--no-contains=${without}`] : [];
  const answer = await git([
    'for-each-ref',
    '--format=%(refname:lstrip=2)',
    `--contains=${commit}`,
    ...but,
    'refs/heads',
  ]);
  return answer.code === 0 ? outputOf('for-each-ref', answer).toString().split('\n').filter(Boolean) : [];
}

export async function isAncestor(git: Git, commit: CommitSha, tip: CommitSha): Promise<boolean> {
  const answer = await git(['merge-base', '--is-ancestor', commit, tip]);
  if (answer.code === 1) return false;
  outputOf('merge-base', answer);
  return true;
}

/**
 * Compare and swap: from `from`, or from nothing, to `to`. `moved` when the
 * branch is elsewhere, or can't be made because another one has its name as a folder.
 *
 * Only to be called under the lease: then a lock on a branch of ours belongs to
 * a process that was killed, or to somebody's own git, which is waited for.
 *
 * @param commonFolder where git keeps `refs`
 */
export async function moveBranch(
  git: Git,
  commonFolder: string,
  ref: string,
  to: CommitSha,
  from?: CommitSha,
): Promise<'done' | 'moved'> {
  const expected = from ?? '0'.repeat(to.length);
  const lock = join(commonFolder, `${ref}.lock`);
  const until = performance.now() + STALE_MS + 2_000;
  for (;;) {
    // Without --no-deref, a symbolic ref of this name would let us write to the branch it names.
    const answer = await git(['update-ref', '--no-deref', '-m', 'refinery', ref, to, expected]);
    if (answer.code === 0) return 'done';
    if (/already exists|exists; cannot create|but expected|unable to resolve reference/.test(answer.complaint))
      return 'moved';
    if (!/\.lock': File exists/.test(answer.complaint) || performance.now() > until)
      throw gitFailure('update-ref', answer);
    await clearStale(lock);
    await wait(LOOK_AGAIN_MS);
  }
}

async function clearStale(lock: string): Promise<void> {
  const found = await lstat(lock).catch(() => undefined);
  if (found?.isFile() && Date.now() - found.mtimeMs > STALE_MS) await rm(lock, { force: true });
}
