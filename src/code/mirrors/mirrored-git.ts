import { resolve } from 'node:path';
import { CommitSha } from '../../domain/digest.ts';
import { RefineryError } from '../../domain/errors.ts';
import type { CodeHost } from '../../ports.ts';
import { outputOf } from '../git-failure.ts';
import { localGit, SEARCH_PATH } from '../local-git.ts';
import { shaIn } from '../open-repo.ts';
import type { GitSettings } from '../run-git.ts';
import { type Far, farOf } from './far.ts';
import { type Mirrors, mirrors as openMirrors, type RemoteOf } from './mirrors.ts';

/** `tempDir`, `searchPath` and `patienceMs` as for `localGit`. */
export type MirroredOptions = Readonly<{
  /** For mirrors; what is lost there is fetched again. */
  folder: string;
  tempDir: string;
  searchPath?: string;
  patienceMs?: number;
}>;

/** What is the same for each server that speaks git; `far` is for what one of them can do besides. */
export type MirroredGit = Pick<CodeHost, 'head' | 'list' | 'search' | 'read' | 'signed' | 'publish' | 'rollBack'> &
  Readonly<{ far(repo: string): Far }>;

const MOST_TRIES = 3;

/**
 * Repositories on servers. Each has a bare mirror here, in which commits are made, and compared with what was approved,
 * just as in a repository of this machine; what is pushed is such a commit, by its name. So the bytes on the server are
 * the approved ones, and the same publication is the same commit there, too.
 *
 * Nothing is loaded or reached yet.
 */
export function mirroredGit(options: MirroredOptions, remoteOf: RemoteOf): MirroredGit {
  const { mirrors, tempDir, git } = openMirrored(options, remoteOf);
  const local = localGit({ tempDir, ...git });
  const far = (repo: string): Far => farOf(repo, { mirrors, tempDir, leaseMs: 2 * git.patienceMs });

  /** The path of a mirror that has the commit. */
  async function holding(repo: string, at: CommitSha): Promise<string> {
    const sha = CommitSha.safeParse(at);
    if (!sha.success) throw new RefineryError('repo-unusable', 'that is no name of a commit');
    return (await far(repo).holding(sha.data)).folder;
  }

  return {
    far,
    head: async (repo, from) => local.head((await far(repo).fetched()).folder, from),
    list: async (repo, at, limit) => local.list(await holding(repo, at), at, limit),
    search: async (repo, at, texts) => local.search(await holding(repo, at), at, texts),
    read: async (repo, at, file) => local.read(await holding(repo, at), at, file),
    signed: async (repo, trailer) => local.signed((await far(repo).fetched()).folder, trailer),

    async publish(publication) {
      const { repo, base, straight } = publication;
      const inMirror = (folder: string) => local.publish({ ...publication, repo: folder });
      let made = await inMirror(await holding(repo, base));
      // What stands in the way may be gone where it counts.
      if ('refused' in made) made = await inMirror((await far(repo).fetched()).folder);
      if ('refused' in made) return made;
      if (await far(repo).pushed(publication, made.sha, straight && base)) return made;
      return { refused: straight ? 'base-moved' : 'branch-taken' };
    },

    async rollBack(reversal) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const { folder, git } = await far(reversal.repo).fetched();
        const made = await local.rollBack({ ...reversal, repo: folder });
        if ('refused' in made) return made;
        const below = shaIn(outputOf('rev-parse', await git(['rev-parse', '--verify', '--quiet', `${made.sha}^1`])));
        if (await far(reversal.repo).pushed({ ...made, straight: reversal.straight }, made.sha, below)) return made;
      }
      throw new RefineryError('repo-unavailable', `${reversal.published.branch} keeps moving`);
    },
  };
}

/** The mirrors alone, with what else works in their folders. */
export function openMirrored(
  options: MirroredOptions,
  remoteOf: RemoteOf,
): Readonly<{ mirrors: Mirrors; tempDir: string; git: GitSettings }> {
  const { searchPath = SEARCH_PATH, patienceMs = 30_000 } = options;
  const git = { searchPath, patienceMs };
  const tempDir = resolve(options.tempDir);
  return { mirrors: openMirrors({ folder: resolve(options.folder), tempDir, git, remoteOf }), tempDir, git };
}
