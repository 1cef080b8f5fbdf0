import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGit } from './run-git.ts';

const SAMPLE = fileURLToPath(new URL('./sample-agent', import.meta.url));

/** Fixed dates make fixed commits: the sample's HEAD is the same everywhere. */
const HISTORY = [
  {
    message: 'Add the support agent',
    date: '2026-03-02T09:00:00Z',
    paths: ['README.md', 'package.json', 'src', 'data'],
  },
  { message: 'Write the prompts', date: '2026-03-05T14:30:00Z', paths: ['prompts'] },
  { message: 'Add evals and what Refinery may read', date: '2026-04-20T11:15:00Z', paths: ['evals', '.refinery'] },
] as const;

export const AUTHOR = { name: 'Sample Author', email: 'sample@localhost' };

/**
 * Lays the sample agent out as a git repository of its own, on branch `main`:
 * whole, or not at all.
 * @throws Error when the folder is not empty
 */
export async function unpackSample(dir: string): Promise<Readonly<{ head: string }>> {
  await mkdir(dir, { recursive: true });
  const present = await readdir(dir);
  if (present.length > 0) throw new Error(`${dir} is not empty. Choose another folder, or empty it first.`);

  const draft = await mkdtemp(`${dir}.unpacking-`);
  try {
    await commitHistory(draft);
    await rename(draft, dir);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return { head: await headOf(dir) };
}

async function commitHistory(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  await runGit(dir, ['init', '--quiet', '--template=', '--initial-branch=main']);
  for (const { message, date, paths } of HISTORY) {
    for (const path of paths) await cp(join(SAMPLE, path), join(dir, path), { recursive: true });
    await runGit(dir, ['add', '--', ...paths]);
    await runGit(dir, ['commit', '--quiet', '--no-verify', '--message', message], { author: AUTHOR, date });
  }
}

/** `undefined` when there is no repository with a commit. */
export async function unpackedHead(dir: string): Promise<string | undefined> {
  const present: readonly string[] = await readdir(dir).catch(() => []);
  return present.includes('.git') ? headOf(dir).catch(() => undefined) : undefined;
}

const headOf = (dir: string): Promise<string> => runGit(dir, ['rev-parse', 'HEAD']);
