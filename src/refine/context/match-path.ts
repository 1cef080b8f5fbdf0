import { matchesName } from '../change/match-name.ts';
import { pathProblem } from '../change/path-policy.ts';

/**
 * Whether a path of a repository is what a person wrote: `*` stands for any part of a name, `**` for any folders, or
 * none. Nothing else is special, as names may hold `[` and `{`. Like in a shell, a star is no name that begins with a
 * dot. Takes time that grows with the length of the path times that of the pattern, whatever both hold.
 */
export function matchesPath(pattern: string, path: string): boolean {
  if (!isPattern(pattern)) return pattern === path;
  // Most paths of a repository are told by how they begin.
  if (!path.startsWith(pattern.slice(0, pattern.indexOf('*')))) return false;
  const names = path.split('/');
  /** `reached[n]`: what was seen of the pattern stands for the first `n` names. */
  let reached = names.map(() => false);
  reached.unshift(true);
  for (const part of pattern.split('/'))
    reached = part === '**' ? overFolders(reached, names) : step(reached, names, part);
  return reached.at(-1) === true;
}

export const isPattern = (path: string): boolean => path.includes('*');

/** Why nothing in a repository can be meant by that, as the end of a sentence. */
export const patternProblem = (path: string): string | undefined => pathProblem(path.replaceAll('*', 'x'));

function overFolders(reached: readonly boolean[], names: readonly string[]): boolean[] {
  const after: boolean[] = [];
  for (const [index, here] of reached.entries())
    after.push(here || (after[index - 1] === true && !isHidden(names[index - 1] ?? '')));
  return after;
}

const step = (reached: readonly boolean[], names: readonly string[], part: string): boolean[] => [
  false,
  ...names.map(
    (name, index) => reached[index] === true && !(isHidden(name) && part.startsWith('*')) && matchesName(part, name),
  ),
];

const isHidden = (name: string): boolean => name.startsWith('.');
