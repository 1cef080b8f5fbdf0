import type { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { StartingPoint } from '../ports.ts';
import { isAncestor, isBranchName, tipOf } from './branch.ts';
import { headOf, type Repo } from './open-repo.ts';

/** The commit that work in a repository starts from. @throws RefineryError base-not-found, repo-unusable */
export async function startIn(repo: Repo, { branch, upon }: StartingPoint): Promise<CommitSha> {
  const start = branch === undefined ? await headOf(repo) : await tipOfBase(repo, branch);
  return upon !== undefined && (await isOnTop(repo, upon, start)) ? upon : start;
}

async function tipOfBase({ folder, git }: Repo, branch: string): Promise<CommitSha> {
  const tip = isBranchName(branch) ? await tipOf(git, `refs/heads/${branch}`) : undefined;
  if (tip) return tip;
  throw new RefineryError(
    'base-not-found',
    `no branch ${JSON.stringify(branch.slice(0, 80).toWellFormed())} in ${folder}`,
  );
}

/** Whether the branch could be led there without losing anything. A commit that is gone is on top of nothing. */
async function isOnTop({ git }: Repo, upon: CommitSha, start: CommitSha): Promise<boolean> {
  const isThere = (await git(['cat-file', '-e', `${upon}^{commit}`])).code === 0;
  return isThere && isAncestor(git, start, upon);
}
