import type { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { FileAtCommit, FileMode } from '../ports.ts';
import { pathProblem } from '../refine/change/path-policy.ts';
import { outputOf } from './git-failure.ts';
import { lastFew } from './last-few.ts';
import type { Repo } from './open-repo.ts';
import type { Git } from './run-git.ts';
import { searchCommit } from './search-commit.ts';

/** The regular files of a commit by path, in git's order. Those whose path is refused are left out. */
export type Tree = ReadonlyMap<string, Readonly<{ mode: FileMode; blob: string }>>;

/** Nobody edits a larger text, and reading it would only cost memory. */
const MOST_BYTES_READ = 16 * 1024 * 1024;
const MOST_TREES_KEPT = 8;
const MOST_BLOBS_KEPT = 64;
const MOST_BYTES_KEPT = 256 * 1024;
const MOST_SEARCHES_KEPT = 256;

/** Reads regular files of commits. Neither a commit nor a file's bytes ever change, so the last few answers are kept. */
export type CommitReader = Readonly<{
  tree(repo: Repo, at: CommitSha): Promise<Tree>;
  /** `undefined` also for a file that is too large for anybody to edit. */
  file(repo: Repo, at: CommitSha, path: string): Promise<FileAtCommit | undefined>;
  /** As `searchCommit`. */
  search(repo: Repo, at: CommitSha, texts: readonly string[]): Promise<readonly string[]>;
}>;

export function commitReader(): CommitReader {
  const trees = lastFew<Tree>(MOST_TREES_KEPT);
  const blobs = lastFew<Uint8Array | undefined>(MOST_BLOBS_KEPT, (bytes) => (bytes?.length ?? 0) <= MOST_BYTES_KEPT);
  const searches = lastFew<readonly string[]>(MOST_SEARCHES_KEPT);
  const tree = (repo: Repo, at: CommitSha) => trees(`${at} ${repo.folder}`, () => readTree(repo.git, at));
  return {
    tree,
    search: (repo, at, texts) =>
      searches(JSON.stringify([at, repo.folder, texts]), () => searchCommit(repo.git, at, texts)),
    async file(repo, at, path) {
      const entry = (await tree(repo, at)).get(path);
      if (!entry) return undefined;
      const bytes = await blobs(`${entry.blob} ${repo.folder}`, () => readBlob(repo.git, entry.blob));
      return bytes && { bytes: bytes.slice(), mode: entry.mode };
    },
  };
}

export async function readTree(git: Git, at: CommitSha): Promise<Tree> {
  const answer = await git(['ls-tree', '-r', '-z', '--full-tree', at]);
  const entries = outputOf('ls-tree', answer).toString().split('\0').filter(Boolean);
  return new Map(
    entries.flatMap((entry) => {
      const [, bits, blob, path] = /^(\d{6}) blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
      const mode = modeOf(bits ?? '');
      if (mode === undefined || blob === undefined || path === undefined) return [];
      return pathProblem(path) === undefined ? [[path, { mode, blob }] as const] : [];
    }),
  );
}

async function readBlob(git: Git, blob: string): Promise<Uint8Array | undefined> {
  const answer = await git(['cat-file', 'blob', blob], { mostBytes: MOST_BYTES_READ });
  return answer.code === -1 ? undefined : new Uint8Array(outputOf('cat-file', answer));
}

/** The bytes of several objects, in one process. @throws RefineryError repo-unusable when one is missing */
export async function readObjects(git: Git, names: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>();
  if (names.length === 0) return objects;
  const answer = await git(['cat-file', '--batch'], { input: `${names.join('\n')}\n` });
  const out = outputOf('cat-file', answer);
  let place = 0;
  for (const name of names) {
    const lineEnd = out.indexOf('\n', place);
    const size = /^[0-9a-f]+ [a-z]+ (\d+)$/.exec(out.subarray(place, lineEnd).toString())?.[1];
    if (size === undefined) throw new RefineryError('repo-unusable', `object ${name} is missing`);
    const start = lineEnd + 1;
    objects.set(name, new Uint8Array(out.subarray(start, start + Number(size))));
    place = start + Number(size) + 1;
  }
  return objects;
}

/** Old commits also hold `100664`. A link (`120000`) or a submodule (`160000`) is no file. */
function modeOf(bits: string): FileMode | undefined {
  if (!bits.startsWith('100')) return undefined;
  return (Number.parseInt(bits, 8) & 0o100) === 0 ? '100644' : '100755';
}
