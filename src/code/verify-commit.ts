import type { FileChange } from '../domain/change.ts';
import type { CommitSha, Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { FileWrite } from '../ports.ts';
import { digestOfBytes } from '../refine/case/digest.ts';
import { pathClash } from '../refine/change/path-clash.ts';
import { pathProblem } from '../refine/change/path-policy.ts';
import { outputOf } from './git-failure.ts';
import { readObjects } from './read-commit.ts';
import type { Git } from './run-git.ts';

/** One line of `git diff-tree`; a name of zeros stands for "not there". */
type Difference = Readonly<{ path: string; oldMode: string; newMode: string; oldBlob: string; newBlob: string }>;

/**
 * What was shown is what lands. Git's own account of the commit must name the
 * approved files and no others, in the approved modes, with the approved bytes
 * on both sides; `git update-index` is known to leave paths out in silence.
 *
 * @throws RefineryError commit-differs
 */
export async function verifyCommit(
  git: Git,
  from: CommitSha,
  to: CommitSha,
  approved: readonly FileChange[],
): Promise<void> {
  const answer = await git([
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--no-ext-diff',
    from,
    to,
  ]);
  const differences = differencesIn(outputOf('diff-tree', answer).toString());
  const blobs = differences.flatMap(({ oldBlob, newBlob }) => [oldBlob, newBlob]).filter(isThere);
  const objects = await readObjects(git, [...new Set(blobs)]);
  const digest = (blob: string) => digestOfObject(objects.get(blob));
  const made = differences.map((difference) => asChange(difference, digest));
  sameOrThrow(made, approved, `commit ${to}`);
}

/** The same before anything is written: do these writes make the approved change? @throws RefineryError commit-differs */
export function verifyWrites(writes: readonly FileWrite[], approved: readonly FileChange[]): void {
  const refused = writes.find(({ path }) => pathProblem(path) !== undefined);
  if (refused) throw new RefineryError('commit-differs', `path ${JSON.stringify(refused.path)} may not be written`);
  const before = new Map(approved.map((change) => [change.path, change.before]));
  const planned = writes.map(({ path, mode, bytes }) => ({
    path,
    mode,
    before: before.get(path) ?? null,
    after: bytes && digestOfBytes(bytes),
  }));
  sameOrThrow(planned, approved, 'the plan');
}

/** A new name must not be one that some system takes for a file, link or submodule that is there. @throws RefineryError commit-differs */
export async function verifyNames(git: Git, base: CommitSha, approved: readonly FileChange[]): Promise<void> {
  const added = approved.filter(({ before }) => before === null).map(({ path }) => path);
  if (added.length === 0) return;
  const answer = await git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', base]);
  const gone = new Set(approved.filter(({ after }) => after === null).map(({ path }) => path));
  const names = outputOf('ls-tree', answer).toString().split('\0').filter(Boolean);
  const clash = pathClash(
    added,
    names.filter((name) => !gone.has(name)),
  );
  if (clash !== undefined) throw new RefineryError('commit-differs', clash);
}

function differencesIn(raw: string): readonly Difference[] {
  const pieces = raw.split('\0');
  const differences: Difference[] = [];
  for (let index = 0; index + 1 < pieces.length; index += 2) {
    const [, oldMode, newMode, oldBlob, newBlob] =
      /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]$/.exec(pieces[index] ?? '') ?? [];
    const path = pieces[index + 1];
    if (!oldMode || !newMode || !oldBlob || !newBlob || path === undefined)
      throw new RefineryError('commit-differs', 'git tells the differences in a form that I do not know');
    differences.push({ path, oldMode, newMode, oldBlob, newBlob });
  }
  return differences;
}

/** With `mode` as git tells it: both when they differ, so that a change of mode can't be taken for an approved one. */
function asChange(
  { path, oldMode, newMode, oldBlob, newBlob }: Difference,
  digest: (blob: string) => Digest | null,
): Readonly<Record<keyof FileChange, string | null>> {
  const modes = [oldMode, newMode].filter(isThere);
  return { path, mode: [...new Set(modes)].join('→'), before: digest(oldBlob), after: digest(newBlob) };
}

function sameOrThrow(
  made: readonly Readonly<Record<keyof FileChange, string | null>>[],
  approved: readonly FileChange[],
  what: string,
): void {
  const lines = (changes: typeof made) =>
    changes.map(({ path, mode, before, after }) => JSON.stringify([path, mode, before, after])).toSorted();
  const is = lines(made);
  const should = lines(approved);
  const odd = [...is.filter((line) => !should.includes(line)), ...should.filter((line) => !is.includes(line))];
  if (odd.length === 0 && is.length === should.length) return;
  throw new RefineryError(
    'commit-differs',
    `${what} differs from what was approved in ${odd.slice(0, 5).join(' and ')}`,
  );
}

function digestOfObject(bytes: Uint8Array | undefined): Digest | null {
  return bytes ? digestOfBytes(bytes) : null;
}

function isThere(nameOrMode: string): boolean {
  return !/^0+$/.test(nameOrMode);
}
