import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import { gitFailure, outputOf } from './git-failure.ts';
import { type Git, type GitSettings, gitIn } from './run-git.ts';

/** A repository that is there. Its folder is the top of a checkout, or a bare repository; never a folder inside one. */
export type Repo = Readonly<{ folder: string; git: Git }>;

/** @throws RefineryError repo-not-found */
export async function openRepo(path: string, settings: GitSettings): Promise<Repo> {
  const folder = await realpath(path).catch(() => undefined);
  // It may go meanwhile.
  const isFolder = folder !== undefined && (await stat(folder).catch(() => undefined))?.isDirectory();
  if (!isFolder) throw new RefineryError('repo-not-found', `no folder ${JSON.stringify(path)}`);
  return { folder, git: gitIn(folder, dirname(folder), settings) };
}

/** The folder that all linked worktrees of the repository share. */
export async function commonFolder({ folder, git }: Repo): Promise<string> {
  const answer = await git(['rev-parse', '--git-common-dir']);
  return realpath(resolve(folder, outputOf('rev-parse', answer).toString().replace(/\n$/, '')));
}

/** The commit of HEAD, detached or not. */
export async function headOf({ folder, git }: Repo): Promise<CommitSha> {
  const answer = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (answer.code === 0) return shaIn(answer.out);
  if (answer.code !== 1) throw gitFailure('rev-parse', answer);
  throw new RefineryError('repo-unusable', `HEAD of ${folder} leads to no commit`);
}

/** The object name that git printed. */
export function shaIn(out: Buffer): CommitSha {
  return CommitSha.parse(out.toString().trim());
}
