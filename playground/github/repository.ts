import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Author, runGit } from '../run-git.ts';
import { AUTHOR, unpackSample } from '../unpack-sample.ts';

/** A bare repository on this machine, as a GitHub keeps one. Branches are without `refs/heads/`. */
export type Repository = Readonly<{
  tipOf(branch: string): Promise<string | undefined>;
  /** What a branch brings to a revision: its commits, its files, and the lines of them, as `git diff` writes it. */
  compare(base: string, head: string): Promise<Comparison>;
  /** On top of the base. `conflicts`: nothing was done. @returns the commit of the merge */
  merge(base: string, head: string, message: string, by: Author): Promise<string | 'conflicts'>;
}>;

export type Comparison = Readonly<{ commits: readonly string[]; files: readonly FileChanged[]; diff: string }>;
export type FileChanged = Readonly<{ path: string; added: string; removed: string }>;

/** Of the code alone: what experts put otherwise needs nobody else's yes here. */
const OWNERS = '# Who is asked to review what.\n/src/ @ben\n';

/** The sample agent's repository with owners of its code; made on first use, whole or not at all. */
export function sampleRepository(folder: string): Repository {
  let made: Promise<unknown> | undefined;
  const git = async (...args: readonly string[]) => {
    made ??= unlessThere(folder).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    await made;
    return runGit(folder, args);
  };
  const tipOf = (branch: string) =>
    git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`).catch(() => undefined);

  return {
    tipOf,

    async compare(base, head) {
      const [onto, tip] = [base, `refs/heads/${head}`];
      const range = `${onto}...${tip}`;
      const [log, numbers, diff] = await Promise.all([
        git('log', '--format=%h %s', `${onto}..${tip}`),
        git('diff', '--numstat', '--no-renames', '-z', range),
        git('diff', '--no-color', '--no-ext-diff', '--no-renames', range),
      ]);
      const files = numbers.split('\0').filter(Boolean);
      return {
        commits: log.split('\n').filter(Boolean),
        files: files.map((line) => {
          const [added = '', removed = '', path = ''] = line.split('\t');
          return { path, added, removed };
        }),
        diff,
      };
    },

    async merge(base, head, message, by) {
      const [onto, tip] = [await tipOf(base), await tipOf(head)];
      if (onto === undefined || tip === undefined) return 'conflicts';
      const tree = await git('merge-tree', '--write-tree', onto, tip).catch(() => undefined);
      if (tree === undefined) return 'conflicts';
      const commit = ['commit-tree', '-p', onto, '-p', tip, '-m', message, tree];
      const sha = await runGit(folder, commit, { author: by });
      await git('update-ref', `refs/heads/${base}`, sha, onto);
      return sha;
    },
  };
}

async function unlessThere(folder: string): Promise<void> {
  if (await runGit(folder, ['rev-parse', '--verify', '--quiet', 'refs/heads/main']).catch(() => undefined)) return;
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}.unpacking-`);
  try {
    const work = join(draft, 'work');
    await unpackSample(work);
    await mkdir(join(work, '.github'));
    await writeFile(join(work, '.github/CODEOWNERS'), OWNERS);
    await runGit(work, ['add', '--', '.github']);
    const told = ['commit', '--quiet', '--no-verify', '--message', 'Say who owns the code'];
    await runGit(work, told, { author: AUTHOR, date: '2026-05-04T08:00:00Z' });
    await cp(join(work, '.git'), join(draft, 'bare'), { recursive: true });
    await runGit(join(draft, 'bare'), ['config', 'core.bare', 'true']);
    await rename(join(draft, 'bare'), folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
