import { mkdir, realpath, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommitSha } from '../../domain/digest.ts';
import { digestOfBytes } from '../../refine/case/digest.ts';
import { type BranchToWrite, refOf, refToWrite } from '../branch.ts';
import { fileFailure, gitFailure, outputOf } from '../git-failure.ts';
import { lastFew } from '../last-few.ts';
import { withLease } from '../lease.ts';
import type { Repo } from '../open-repo.ts';
import { type Git, type GitSettings, gitIn, type Remote } from '../run-git.ts';
import { shareNext } from '../share-next.ts';
import { clearStaleLocks } from './clear-stale-locks.ts';

/** A first clone of a large repository takes its time; everything after it takes seconds. */
const TRANSFER_MS = 10 * 60_000;
const MOST_KNOWN_COMMITS = 256;
/** Where the mirror keeps what the remote's HEAD leads to; its own HEAD leads here. */
const HEAD = 'refs/refinery/head';

/** A bare repository of our own for each remote one: its branches and tags as they were when last fetched, and no file. */
export type Mirrors = Readonly<{
  /** The mirror, as the remote stands now. */
  fetched(repo: string): Promise<Repo>;
  /** The mirror with this commit, fetched only where it must be. @throws RefineryError repo-unusable when the remote lacks it, too */
  holding(repo: string, at: CommitSha): Promise<Repo>;
  /** Lets the remote's branch lead from `from`, or from nothing, to a commit of the mirror. `moved`: it leads elsewhere. */
  push(repo: string, to: BranchToWrite, sha: CommitSha, from?: CommitSha): Promise<'done' | 'moved'>;
  /** Fetches, and goes as far as a push can without changing anything. */
  tryBoth(repo: string): Promise<void>;
}>;

/** Where a repository is fetched from, or pushed to, and by which right. */
export type RemoteOf = (repo: string, right: 'read' | 'write') => Promise<Omit<Remote, 'patienceMs'>>;

export type MirrorOptions = Readonly<{
  folder: string;
  tempDir: string;
  git: GitSettings;
  remoteOf: RemoteOf;
}>;

export function mirrors({ folder: home, tempDir, git: settings, remoteOf }: MirrorOptions): Mirrors {
  const remote = async (repo: string, right: 'read' | 'write') => ({
    ...(await remoteOf(repo, right)),
    patienceMs: TRANSFER_MS,
  });
  const gitOf = (folder: string): Git => gitIn(folder, dirname(folder), settings);

  async function folderOf(repo: string): Promise<string> {
    await mkdir(home, { recursive: true, mode: 0o700 }).catch((cause) => {
      throw fileFailure(`folder ${home}`, cause);
    });
    return join(
      await realpath(home),
      `${repo.replace(/[^\w.-]+/g, '--').slice(-100)}-${digestOfBytes(repo).slice(0, 8)}.git`,
    );
  }

  async function fetchNow(repo: string, ...refs: readonly string[]): Promise<Repo> {
    const from = await remote(repo, 'read');
    const folder = await folderOf(repo);
    await withLease({ tempDir, repoKey: folder, patienceMs: TRANSFER_MS }, async (room) => {
      await made(folder, room);
      await clearStaleLocks(folder);
      const answer = await gitOf(folder)(['fetch', ...FETCH, from.url, ...refs], { remote: from });
      outputOf('fetch', answer);
    });
    return { folder, git: gitOf(folder) };
  }

  /** Complete or not there at all. */
  async function made(folder: string, room: string): Promise<void> {
    if (await isThere(folder)) return;
    const draft = join(room, 'mirror.git');
    outputOf('init', await gitOf(room)(['init', '-q', '--bare', 'mirror.git']));
    outputOf('symbolic-ref', await gitOf(draft)(['symbolic-ref', 'HEAD', HEAD]));
    await rename(draft, folder);
  }

  const fetches = shareNext<Repo>();
  const fetched = (repo: string) =>
    fetches(repo, () => fetchNow(repo, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*', `+HEAD:${HEAD}`));

  async function find(repo: string, at: CommitSha): Promise<Repo> {
    const folder = await folderOf(repo);
    const mirror = { folder, git: gitOf(folder) };
    const has = async () => (await isThere(folder)) && (await hasCommit(mirror.git, at));
    if (await has()) return mirror;
    await fetched(repo);
    // A branch that was deleted since is not fetched with the others, and servers give its commits out by name.
    if (!(await has())) await fetchNow(repo, at);
    return mirror;
  }
  const known = lastFew<Repo>(MOST_KNOWN_COMMITS);

  return {
    fetched,
    holding: (repo, at) => known(`${at} ${repo}`, () => find(repo, at)),

    async push(repo, to, sha, from) {
      const folder = await folderOf(repo);
      const ref = refToWrite(to);
      const address = await remote(repo, 'write');
      const lease = `--force-with-lease=${ref}:${from ?? ''}`;
      const answer = await gitOf(folder)(
        ['push', '--quiet', '--porcelain', '--no-verify', lease, address.url, `${sha}:${ref}`],
        { remote: address },
      );
      if (answer.code === 0) return 'done';
      if (/\[rejected\]|cannot lock ref|already exists|reference conflict/i.test(said(answer))) return 'moved';
      throw gitFailure('push', { ...answer, complaint: said(answer) });
    },

    async tryBoth(repo) {
      const { git } = await fetched(repo);
      const address = await remote(repo, 'write');
      const args = ['push', '--quiet', '--dry-run', '--no-verify', address.url, `${HEAD}:${refOf('refinery/doctor')}`];
      outputOf('push', await git(args, { remote: address }));
    },
  };
}

const FETCH = [
  '--quiet',
  '--prune',
  '--force',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
] as const;

async function hasCommit(git: Git, at: CommitSha): Promise<boolean> {
  return (await git(['cat-file', '-e', `${at}^{commit}`])).code === 0;
}

const isThere = (folder: string): Promise<boolean> =>
  realpath(folder).then(
    () => true,
    () => false,
  );

/** With `--porcelain`, why a branch was refused stands in the output. */
const said = ({ out, complaint }: Awaited<ReturnType<Git>>): string => `${complaint}\n${out}`;
