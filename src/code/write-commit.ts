import { join } from 'node:path';
import type { CommitSha } from '../domain/digest.ts';
import type { FileWrite } from '../ports.ts';
import { outputOf } from './git-failure.ts';
import { shaIn } from './open-repo.ts';
import type { Git } from './run-git.ts';

/** A commit to be, on top of one other. The same one always gets the same name. */
export type CommitPlan = Readonly<{
  parent: CommitSha;
  message: string;
  atMs: number;
  writes: readonly FileWrite[];
}>;

export const AUTHOR = { name: 'Refinery', email: 'refinery@localhost' } as const;

/**
 * Makes the commit out of objects and an index of its own, so that no checkout
 * is involved and nothing that is cut short shows: no branch leads to it yet.
 *
 * @param room an empty folder for the index
 */
export async function writeCommit(
  git: Git,
  room: string,
  { parent, message, atMs, writes }: CommitPlan,
): Promise<CommitSha> {
  const env = { GIT_INDEX_FILE: join(room, 'index') };
  const lines: string[] = [];
  for (const write of writes) lines.push(await indexLine(git, write, parent));
  outputOf('read-tree', await git(['read-tree', parent], { env }));
  outputOf('update-index', await git(['update-index', '-z', '--index-info'], { env, input: lines.join('') }));
  const tree = shaIn(outputOf('write-tree', await git(['write-tree'], { env })));
  const made = await git(['commit-tree', tree, '-p', parent, '-F', '-'], { env: signature(atMs), input: message });
  return shaIn(outputOf('commit-tree', made));
}

/** As `git update-index --index-info` reads it; mode 0 removes the path. */
async function indexLine(git: Git, { path, mode, bytes }: FileWrite, parent: CommitSha): Promise<string> {
  if (bytes === null) return `0 ${'0'.repeat(parent.length)}\t${path}\0`;
  // Standard input never passes through filters, so these very bytes are stored.
  const answer = await git(['hash-object', '-w', '-t', 'blob', '--stdin'], { input: bytes });
  return `${mode} ${shaIn(outputOf('hash-object', answer))}\t${path}\0`;
}

function signature(atMs: number): Readonly<Record<string, string>> {
  const date = `@${Math.max(0, Math.floor(atMs / 1000))} +0000`;
  return {
    GIT_AUTHOR_NAME: AUTHOR.name,
    GIT_AUTHOR_EMAIL: AUTHOR.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: AUTHOR.name,
    GIT_COMMITTER_EMAIL: AUTHOR.email,
    GIT_COMMITTER_DATE: date,
  };
}
