import type { FileChange } from '../domain/change.ts';
import type { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { FileWrite, Reversal, Reverted, UnableToRevert } from '../ports.ts';
import { digestOfBytes } from '../refine/case/digest.ts';
import { branchesWith, checkoutOf, moveBranch, refToWrite, tipOf } from './branch.ts';
import { outputOf } from './git-failure.ts';
import { shaIn } from './open-repo.ts';
import { ourCommits } from './our-commits.ts';
import type { Workplace } from './publish.ts';
import { readObjects, readTree, type Tree } from './read-commit.ts';
import type { Git } from './run-git.ts';
import { verifyCommit } from './verify-commit.ts';
import { writeCommit } from './write-commit.ts';

const MOST_TRIES = 3;

/**
 * A forward commit that puts the approved files back as they were before ours.
 * What other people committed to other files stays; history is never rewritten.
 */
export async function rollBack(
  place: Workplace,
  { published, straight, inverse, message, atMs }: Reversal,
): Promise<Reverted | UnableToRevert> {
  const { git, commonFolder, room } = place;
  const { sha, branch } = published;
  const ref = refToWrite({ branch, straight });

  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const tip = await tipOf(git, ref);
    if (tip === undefined) return { refused: 'branch-gone', alsoOn: await branchesWith(git, sha) };
    const [earlier] = await ourCommits(git, trailerOf(sha), [tip, `^${sha}`]);
    if (earlier) return { sha: earlier.sha, branch, alsoOn: await branchesWith(git, sha, earlier.sha) };

    const paths = await changedSince(git, await readTree(git, tip), inverse);
    if (paths.length > 0) return { refused: 'changed-since', paths };
    const openIn = await checkoutOf(git, ref);
    if (openIn) throw new RefineryError('branch-in-use', `${branch} is checked out in ${openIn}`);

    const writes = await restored(git, sha, inverse);
    const revert = await writeCommit(git, room, { parent: tip, message: withTrailer(message, sha), atMs, writes });
    await verifyCommit(git, tip, revert, inverse);
    if ((await moveBranch(git, commonFolder, ref, revert, tip)) === 'done')
      return { sha: revert, branch, alsoOn: await branchesWith(git, sha, revert) };
  }
  throw new RefineryError('repo-unavailable', `${branch} keeps moving`);
}

/** Files that are no longer as we left them. A file in the place of one of their folders counts for them. */
export async function changedSince(git: Git, tip: Tree, inverse: readonly FileChange[]): Promise<readonly string[]> {
  const objects = await readObjects(git, [...new Set(inverse.flatMap(({ path }) => tip.get(path)?.blob ?? []))]);
  return inverse.flatMap(({ path, mode, before }) => {
    const entry = tip.get(path);
    const bytes = entry && objects.get(entry.blob);
    const same =
      before === null ? !isInTheWay(tip, path) : entry?.mode === mode && bytes && digestOfBytes(bytes) === before;
    return same ? [] : [path];
  });
}

function isInTheWay(tip: Tree, path: string): boolean {
  return [...tip.keys()].some(
    (other) => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`),
  );
}

/** The files as they were in the commit below ours. @throws RefineryError commit-differs when they are not what was approved */
export async function restored(
  git: Git,
  sha: CommitSha,
  inverse: readonly FileChange[],
): Promise<readonly FileWrite[]> {
  const parent = shaIn(outputOf('rev-parse', await git(['rev-parse', '--verify', '--quiet', `${sha}^1`])));
  const tree = await readTree(git, parent);
  const objects = await readObjects(git, [...new Set(inverse.flatMap(({ path }) => tree.get(path)?.blob ?? []))]);
  return inverse.map(({ path, mode, after }) => {
    const entry = tree.get(path);
    const bytes = (entry && objects.get(entry.blob)) ?? null;
    const digest = bytes && digestOfBytes(bytes);
    if (digest !== after || (entry && entry.mode !== mode))
      throw new RefineryError('commit-differs', `${path} at ${parent} is not what the approved roll-back restores`);
    return { path, mode, bytes };
  });
}

export function withTrailer(message: string, sha: CommitSha): string {
  const trailer = trailerOf(sha);
  return message.split('\n').includes(trailer) ? message : `${message.trimEnd()}\n\n${trailer}\n`;
}

export function trailerOf(sha: CommitSha): string {
  return `Refinery-Reverts: ${sha}`;
}
