import type { FileAtCommit } from '../../ports.ts';
import { CODE_OWNERS_PATHS, ownersOf } from '../../refine/change/code-owners.ts';
import type { Reviewers } from './pull-requests.ts';

/** More are no reviewers but an audience. */
const MOST_REVIEWERS = 15;

/**
 * The owners of the files, as `CODEOWNERS` beside them says. GitHub asks them by itself only where its plan has that, and never for a draft:
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export async function reviewersFor(
  paths: readonly string[],
  read: (path: string) => Promise<FileAtCommit | undefined>,
): Promise<Reviewers> {
  for (const path of CODE_OWNERS_PATHS) {
    const file = await read(path);
    if (file) return reviewersIn(ownersOf(Buffer.from(file.bytes).toString(), paths));
  }
  return { users: [], teams: [] };
}

/** Addresses can't be asked: nobody but GitHub knows whose they are. */
function reviewersIn(owners: readonly string[]): Reviewers {
  const names = owners.flatMap((owner) => /^@([\w-]+(?:\/[\w.-]+)?)$/.exec(owner)?.[1] ?? []).slice(0, MOST_REVIEWERS);
  return {
    users: names.filter((name) => !name.includes('/')),
    teams: names.flatMap((name) => name.split('/')[1] ?? []),
  };
}
