import type { Commit } from '../domain/change.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Publication } from '../ports.ts';
import { checkoutOf, isAncestor, moveBranch, refToWrite, tipOf } from './branch.ts';
import type { Git } from './run-git.ts';
import { verifyCommit, verifyNames, verifyWrites } from './verify-commit.ts';
import { writeCommit } from './write-commit.ts';

/** Where work is done under the lease: git in the repository, its shared folder, and an empty folder of our own. */
export type Workplace = Readonly<{ git: Git; commonFolder: string; room: string }>;

/**
 * Makes the approved commit, checks it against the approval, and only then lets
 * the branch lead to it. The same publication is the same commit, so a second
 * run finds its work done, also when people have built on it since.
 */
export async function publish(
  { git, commonFolder, room }: Workplace,
  { base, branch, straight, message, atMs, writes, approved }: Publication,
): Promise<Commit | Readonly<{ refused: 'branch-taken' | 'base-moved' }>> {
  const ref = refToWrite({ branch, straight });
  verifyWrites(writes, approved);
  await verifyNames(git, base, approved);
  const sha = await writeCommit(git, room, { parent: base, message, atMs, writes });
  await verifyCommit(git, base, sha, approved);

  const before = await tipOf(git, ref);
  if (straight && before === base) {
    // Whoever has it checked out would find their files undone by the next commit.
    const openIn = await checkoutOf(git, ref);
    if (openIn) throw new RefineryError('branch-in-use', `${branch} is checked out in ${openIn}`);
    if ((await moveBranch(git, commonFolder, ref, sha, base)) === 'done') return { sha, branch };
  }
  if (!straight && before === undefined && (await moveBranch(git, commonFolder, ref, sha)) === 'done')
    return { sha, branch };
  const tip = straight ? await tipOf(git, ref) : (before ?? (await tipOf(git, ref)));
  if (tip !== undefined && (await isAncestor(git, sha, tip))) return { sha, branch };
  return { refused: straight ? 'base-moved' : 'branch-taken' };
}
