import type { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { FileAtCommit, FileMode } from '../ports.ts';
import { pathProblem } from '../refine/change/path-policy.ts';
import { outputOf } from './git-failure.ts';
import type { Repo } from './open-repo.ts';
import type { Git } from './run-git.ts';

/** The regular files of a commit by path, in git's order. Those whose path is refused are left out. */
export type Tree = ReadonlyMap<string, Readonly<{ mode: FileMode; blob: string }>>;

/** Nobody edits a larger text, and reading it would only cost memory. */
const MOST_BYTES_READ = 16 * 1024 * 1024;
const MOST_TREES_KEPT = 8;

/** Trees of commits never change, so the last few that were read are kept. */
export function treeReader(): (repo: Repo, at: CommitSha) => Promise<Tree> {
  const kept = new Map<string, Promise<Tree>>();
  return (repo, at) => {
    const key = `${at} ${repo.folder}`;
    const tree = kept.get(key) ?? readTree(repo.git, at);
    kept.delete(key);
    kept.set(key, tree);
    tree.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > MOST_TREES_KEPT && oldest !== undefined) kept.delete(oldest);
    return tree;
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

/** `undefined` also for a file that is too large for anybody to edit. */
export async function readFileOf({ git }: Repo, tree: Tree, path: string): Promise<FileAtCommit | undefined> {
  const entry = tree.get(path);
  if (!entry) return undefined;
  const answer = await git(['cat-file', 'blob', entry.blob], { mostBytes: MOST_BYTES_READ });
  if (answer.code === -1) return undefined;
  return { bytes: new Uint8Array(outputOf('cat-file', answer)), mode: entry.mode };
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
