import type { Edit } from '../../src/domain/change.ts';
import type { CodeHost, FileAtCommit, Publication, Reversal } from '../../src/ports.ts';
import { applyEdits, inverseOf } from '../../src/refine/change/apply-edits.ts';
import type { SomeRepo } from './some-repo.ts';

export const BRANCH = 'refinery/rf-1-abc';
export const PROMPT = 'prompts/support.md';
export const AT_MS = 1_790_000_000_000;
export const KINDER: readonly Edit[] = [{ kind: 'replace', path: PROMPT, find: 'Be kind.', text: 'Be very kind.' }];

/** What Refinery itself would publish for these edits of the repo's HEAD. */
export async function somePublication(
  host: CodeHost,
  { folder }: SomeRepo,
  edits: readonly Edit[] = KINDER,
  other: Partial<Publication> = {},
): Promise<Publication> {
  const base = await host.head(folder);
  const files = new Map<string, FileAtCommit>();
  for (const { path } of edits) {
    const file = await host.read(folder, base, path);
    if (file) files.set(path, file);
  }
  const applied = applyEdits(edits, files);
  if ('refused' in applied) throw new Error(applied.refused);
  const { writes, approved } = applied;
  return { repo: folder, base, branch: BRANCH, message: 'fix: be kinder\n', atMs: AT_MS, writes, approved, ...other };
}

/** The roll-back that an approval of this publication covers. */
export function reversalOf({ repo, branch, approved }: Publication, sha: Reversal['published']['sha']): Reversal {
  return {
    repo,
    published: { sha, branch },
    inverse: inverseOf(approved),
    message: 'revert: be kinder\n',
    atMs: AT_MS + 60_000,
  };
}

/** The commit of an outcome that must be one. */
export function committed<Outcome>(outcome: Outcome): Exclude<Outcome, { refused: unknown }> {
  if (typeof outcome === 'object' && outcome !== null && 'refused' in outcome)
    throw new Error(`refused: ${JSON.stringify(outcome)}`);
  return outcome as Exclude<Outcome, { refused: unknown }>;
}
