import type { Edit } from '../domain/change.ts';
import type { CommitSha } from '../domain/digest.ts';
import type { CodeHost, FileAtCommit } from '../ports.ts';
import { applyEdits } from '../refine/change/apply-edits.ts';

/** The edits on the files of one commit: what would be written, or the reason why they do not fit. Errors as `CodeHost`. */
export async function applyChange(
  edits: readonly Edit[],
  repo: string,
  base: CommitSha,
  codeHost: CodeHost,
): Promise<ReturnType<typeof applyEdits>> {
  const files = new Map<string, FileAtCommit>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const file = await codeHost.read(repo, base, path);
    if (file) files.set(path, file);
  }
  // Only a new name can meet one that is there, and a repository may hold very many.
  const isNew = edits.some(({ kind }) => kind === 'create');
  return applyEdits(edits, files, isNew ? await codeHost.list(repo, base, Number.POSITIVE_INFINITY) : []);
}
