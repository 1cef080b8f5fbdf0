import type { CommitSha } from '../domain/digest.ts';
import { pathProblem } from '../refine/change/path-policy.ts';
import { outputOf } from './git-failure.ts';
import type { Git } from './run-git.ts';

const MOST_BYTES = 4 * 1024 * 1024;
/** What `git grep` ends with when nothing was found. */
const NOTHING_FOUND = 1;

/**
 * The files of a commit that hold one of the texts, those with the most such
 * lines first. Texts go in by standard input, one a line, and are no patterns.
 */
export async function searchCommit(git: Git, at: CommitSha, texts: readonly string[]): Promise<readonly string[]> {
  const lines = texts.filter((text) => text !== '' && !/[\n\0]/.test(text));
  if (lines.length === 0) return [];
  const answer = await git(
    [
      'grep',
      '-c',
      '-z',
      '-I',
      '-F',
      '--full-name',
      '--no-textconv',
      '--no-recurse-submodules',
      '--no-color',
      '-f',
      '-',
      at,
    ],
    { input: `${lines.join('\n')}\n`, mostBytes: MOST_BYTES },
  );
  if (answer.code === NOTHING_FOUND || answer.code === -1) return [];
  // `<commit>:<path>\0<count>\n`
  const found = [
    ...outputOf('grep', answer)
      .toString()
      .matchAll(/([^\0]+)\0(\d+)\n/g),
  ].map(([, name = '', count]) => ({
    path: name.slice(at.length + 1),
    count: Number(count),
  }));
  return found
    .filter(({ path }) => pathProblem(path) === undefined)
    .toSorted((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}
