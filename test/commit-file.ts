import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from './refinery.ts';

/** Commits one file on the branch that is checked out, as a colleague would. */
export async function commitFile(repo: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(repo, path)), { recursive: true });
  await writeFile(join(repo, path), text);
  await git(repo, 'add', path);
  await git(repo, '-c', 'user.name=a', '-c', 'user.email=a@localhost', 'commit', '-qm', `add ${path}`);
}
