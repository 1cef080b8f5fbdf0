import type { ContextKind } from '../../domain/context-set.ts';
import type { ContextFiles } from '../../domain/project.ts';
import { isPattern, matchesPath } from './match-path.ts';

export const NO_FILES: ContextFiles = { prompts: [], evals: [], configs: [] };
export const KINDS: readonly ContextKind[] = ['prompts', 'evals', 'configs'];

export const LOOKS_LIKE_EVALS = /(^|\/)evals?\b.*\.jsonl$|eval[^/]*\.jsonl$/i;

/** Every file once, under the kind that it has first; those of earlier sets come first. */
export function joinFiles(...sets: readonly ContextFiles[]): ContextFiles {
  const taken = new Set<string>();
  const joined: Record<ContextKind, string[]> = { prompts: [], evals: [], configs: [] };
  for (const set of sets)
    for (const kind of KINDS)
      for (const path of set[kind]) {
        if (taken.has(path)) continue;
        taken.add(path);
        joined[kind].push(path);
      }
  return joined;
}

export const countFiles = (files: ContextFiles): number => KINDS.reduce((sum, kind) => sum + files[kind].length, 0);

/** Patterns as the paths that they stand for; a path stays, also when it is not there. @param paths those of the commit */
export function spreadPatterns(files: ContextFiles, paths: Iterable<string>): ContextFiles {
  const there = [...paths];
  const spread = (path: string) => (isPattern(path) ? there.filter((other) => matchesPath(path, other)) : [path]);
  return joinFiles({
    prompts: files.prompts.flatMap(spread),
    evals: files.evals.flatMap(spread),
    configs: files.configs.flatMap(spread),
  });
}

/** What stands for no file of the commit. */
export function missingOf(files: readonly string[], there: ReadonlySet<string>): readonly string[] {
  return files.filter((path) => countMatches(path, there) === 0);
}

export function countMatches(path: string, there: ReadonlySet<string>): number {
  if (!isPattern(path)) return there.has(path) ? 1 : 0;
  let matches = 0;
  for (const other of there) if (matchesPath(path, other)) matches++;
  return matches;
}

/** Files that somebody named without saying what they are. */
export function sortFiles(paths: readonly string[]): ContextFiles {
  return {
    prompts: paths.filter((path) => !LOOKS_LIKE_EVALS.test(path)),
    evals: paths.filter((path) => LOOKS_LIKE_EVALS.test(path)),
    configs: [],
  };
}
