import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Author = Readonly<{ name: string; email: string }>;

/**
 * Knows nothing of the user: no configuration, hooks, signing, or repository that surrounds this process.
 *
 * @returns the output, without the line end after it
 * @throws Error when git ends with another code than 0
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  { author, date }: Readonly<{ author?: Author; date?: string }> = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_CEILING_DIRECTORIES: join(folder, '..'),
      GIT_TERMINAL_PROMPT: '0',
      ...(author && {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
      }),
      ...(date && { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }),
    },
  });
  return stdout.trimEnd();
}
