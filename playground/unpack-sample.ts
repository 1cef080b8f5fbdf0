import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

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

const AUTHOR = { name: 'Sample Author', email: 'sample@localhost' };

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
  await git(dir, ['init', '--quiet', '--template=', '--initial-branch=main']);
  for (const { message, date, paths } of HISTORY) {
    for (const path of paths) await cp(join(SAMPLE, path), join(dir, path), { recursive: true });
    await git(dir, ['add', '--', ...paths]);
    await git(dir, ['commit', '--quiet', '--no-verify', '--message', message], date);
  }
}

/** `undefined` when there is no repository with a commit. */
export async function unpackedHead(dir: string): Promise<string | undefined> {
  const present: readonly string[] = await readdir(dir).catch(() => []);
  return present.includes('.git') ? headOf(dir).catch(() => undefined) : undefined;
}

const headOf = (dir: string): Promise<string> => git(dir, ['rev-parse', 'HEAD']);

/** Knows nothing of the user: no configuration, hooks, signing, or repository that surrounds this process. */
async function git(dir: string, args: readonly string[], date?: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, {
    cwd: dir,
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_CEILING_DIRECTORIES: join(dir, '..'),
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: AUTHOR.name,
      GIT_AUTHOR_EMAIL: AUTHOR.email,
      GIT_COMMITTER_NAME: AUTHOR.name,
      GIT_COMMITTER_EMAIL: AUTHOR.email,
      ...(date && { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }),
    },
  });
  return stdout.trim();
}
