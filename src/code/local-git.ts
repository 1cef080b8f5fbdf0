import { resolve } from 'node:path';
import { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { CodeHost } from '../ports.ts';
import { withLease } from './lease.ts';
import { commonFolder, openRepo } from './open-repo.ts';
import { ourCommits } from './our-commits.ts';
import { publish, type Workplace } from './publish.ts';
import { commitReader } from './read-commit.ts';
import { rollBack } from './roll-back.ts';
import { shareNext } from './share-next.ts';
import { startIn } from './start-in.ts';

/** Where `git` is looked for unless somebody says otherwise. */
export const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/**
 * Repositories on this machine. Commits are made without any checkout, on
 * branches under `refinery/` only; the files, the index and the branches that
 * people work with are never touched.
 *
 * @param options.tempDir for leases and indexes; shared by all Refineries that may work in the same repositories
 * @param options.searchPath where `git` is looked for, as in `PATH`
 * @param options.patienceMs for one git process; a lease is waited for twice as long
 */
export function localGit(options: Readonly<{ tempDir: string; searchPath?: string; patienceMs?: number }>): CodeHost {
  const { searchPath = SEARCH_PATH, patienceMs = 30_000 } = options;
  const tempDir = resolve(options.tempDir);
  const open = (path: string) => openRepo(path, { searchPath, patienceMs });
  const reader = commitReader();
  const starts = shareNext<CommitSha>();

  async function underLease<Result>(path: string, work: (place: Workplace) => Promise<Result>): Promise<Result> {
    const repo = await open(path);
    const repoKey = await commonFolder(repo);
    return withLease({ tempDir, repoKey, patienceMs: 2 * patienceMs }, (room) =>
      work({ git: repo.git, commonFolder: repoKey, room }),
    );
  }

  return {
    nameOf: (text, folder) => resolve(folder, text),
    head: (path, from = {}) =>
      starts(JSON.stringify([path, from.branch, from.upon]), async () => startIn(await open(path), from)),
    pullRequestBase: async () => undefined,

    async list(path, at, limit) {
      const tree = await reader.tree(await open(path), shaOrThrow(at));
      return [...tree.keys()].slice(0, limit);
    },

    async search(path, at, texts) {
      return reader.search(await open(path), shaOrThrow(at), texts);
    },

    async read(path, at, file) {
      return reader.file(await open(path), shaOrThrow(at), file);
    },

    look: async () => undefined,

    async signed(path, trailer) {
      return ourCommits((await open(path)).git, trailer, ['--all']);
    },

    async publish(publication) {
      shaOrThrow(publication.base);
      return underLease(publication.repo, (place) => publish(place, publication));
    },

    async rollBack(reversal) {
      shaOrThrow(reversal.published.sha);
      return underLease(reversal.repo, (place) => rollBack(place, reversal));
    },
  };
}

/** Names of commits stand among git's arguments: nothing else may. */
function shaOrThrow(sha: string): CommitSha {
  const parsed = CommitSha.safeParse(sha);
  if (!parsed.success) throw new RefineryError('repo-unusable', 'that is no name of a commit');
  return parsed.data;
}
