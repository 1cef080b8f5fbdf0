import type { Commit, PullRequest } from '../../domain/change.ts';
import type { CommitSha } from '../../domain/digest.ts';
import { RefineryError } from '../../domain/errors.ts';
import type { Reversal, Reverted, UnableToRevert } from '../../ports.ts';
import { branchesWith, refOf, tipOf } from '../branch.ts';
import { outputOf } from '../git-failure.ts';
import type { Far } from '../mirrors/far.ts';
import { ourCommits } from '../our-commits.ts';
import type { Workplace } from '../publish.ts';
import { readTree } from '../read-commit.ts';
import { changedSince, restored, trailerOf, withTrailer } from '../roll-back.ts';
import type { Git } from '../run-git.ts';
import { verifyCommit } from '../verify-commit.ts';
import { writeCommit } from '../write-commit.ts';
import type { Right } from './access.ts';
import { asRecorded, NOBODY, type PullRequests } from './pull-requests.ts';

const MOST_TRIES = 3;

export type FarOnGitHub = Far & Readonly<{ pulls(right: Right): Promise<PullRequests> }>;

/**
 * Takes back what people were asked to merge: a pull request that was not merged is closed; one that was is taken back by
 * another one. Safe to repeat.
 */
export async function rollBackOnGitHub(
  far: FarOnGitHub,
  reversal: Reversal,
  pullRequest: PullRequest,
): Promise<Reverted | UnableToRevert> {
  const pulls = await far.pulls('write');
  const now = await pulls.get(pullRequest.number);
  if (now.state === 'merged') return onBase(far, reversal, now.base);

  const { git } = await far.fetched();
  const theirs = await addedToBranch(git, reversal.published);
  if (theirs) return { refused: 'changed-since', paths: theirs };
  const after = now.state === 'open' ? await pulls.close(pullRequest.number) : now;
  if (after.state === 'merged') return onBase(far, reversal, after.base);
  const holding = await branchesWith(git, reversal.published.sha);
  const alsoOn = holding.filter((name) => name !== reversal.published.branch);
  return { ...reversal.published, alsoOn, closed: true };
}

/** Files that people changed on our branch, if they added commits: it is theirs now, too, and their pull request. */
async function addedToBranch(git: Git, { sha, branch }: Commit): Promise<readonly string[] | undefined> {
  const tip = await tipOf(git, refOf(branch));
  if (tip === undefined || tip === sha) return undefined;
  const answer = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', sha, tip]);
  return outputOf('diff-tree', answer).toString().split('\0').filter(Boolean);
}

/** What was merged, by whatever way, is taken back by a pull request of its own. */
async function onBase(far: FarOnGitHub, reversal: Reversal, base: string): Promise<Reverted | UnableToRevert> {
  const { sha, branch: taken } = reversal.published;
  const branch = `${taken}-revert`;
  const pulls = await far.pulls('write');
  const earlier = await pulls.of(branch);
  const { git } = await far.holding(sha);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const made = await far.inMirror((place) => revertOn(place, reversal, { base, branch, earlier: earlier?.head }));
    if (typeof made !== 'string') return made;
    if (!earlier && !(await far.pushed({ branch }, made))) continue;
    const text = reversal.text ?? { title: firstLine(reversal.message), body: '' };
    // GitHub itself asks the owners.
    const pull = await pulls.open(branch, { base, isDraft: false, ...text }, NOBODY);
    const alsoOn = (await branchesWith(git, sha, made)).filter((name) => name !== base && name !== taken);
    return { sha: made, branch, pullRequest: asRecorded(pull), alsoOn };
  }
  throw new RefineryError('repo-unavailable', `${branch} keeps moving`);
}

/** The commit that takes it back on top of the base: the one that is there, or a new one in the mirror. */
async function revertOn(
  { git, room }: Workplace,
  { published: { sha }, inverse, message, atMs }: Reversal,
  { base, branch, earlier }: Readonly<{ base: string; branch: string; earlier: CommitSha | undefined }>,
): Promise<CommitSha | UnableToRevert> {
  const there = await tipOf(git, refOf(branch));
  const [ours] = there === undefined ? [] : await ourCommits(git, trailerOf(sha), [there, `^${sha}`]);
  const made = ours?.sha ?? earlier;
  if (made !== undefined) return made;
  if (there !== undefined) throw new RefineryError('branch-in-use', `${branch} has commits of others alone`);
  const tip = await tipOf(git, `refs/heads/${base}`);
  if (tip === undefined) return { refused: 'branch-gone', alsoOn: await branchesWith(git, sha) };
  const paths = await changedSince(git, await readTree(git, tip), inverse);
  if (paths.length > 0) return { refused: 'changed-since', paths };
  const writes = await restored(git, sha, inverse);
  const revert = await writeCommit(git, room, { parent: tip, message: withTrailer(message, sha), atMs, writes });
  await verifyCommit(git, tip, revert, inverse);
  return revert;
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? '';
