import { matchesName } from './match-name.ts';

/** Where GitHub looks for the file, the first that is there. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-file-location */
export const CODE_OWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

const MOST_RULES = 2_000;
const LONGEST_PATTERN = 300;

type Rule = Readonly<{ matches(path: string): boolean; owners: readonly string[] }>;

/**
 * Who owns one of the files, as the file `CODEOWNERS` names them (`@ada`, `@acme/agents`, an address): of the lines that
 * match a path, the last one counts, also when it names nobody.
 *
 * The language is nearly that of `.gitignore`, but `docs/*` takes no deeper files, and there is no `!`, no `[…]`. No kept
 * library reads it so: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax
 */
export function ownersOf(text: string, paths: readonly string[]): readonly string[] {
  const rules = text.split('\n').slice(0, MOST_RULES).flatMap(ruleIn);
  return [...new Set(paths.flatMap((path) => rules.findLast(({ matches }) => matches(path))?.owners ?? []))];
}

function ruleIn(line: string): readonly Rule[] {
  const [pattern, ...rest] = line.trim().split(/(?<!\\)\s+/);
  if (!pattern || pattern.startsWith('#') || pattern.length > LONGEST_PATTERN || /^!|\[/.test(pattern)) return [];
  const comment = rest.findIndex((word) => word.startsWith('#'));
  return [{ matches: matcherOf(pattern), owners: comment < 0 ? rest : rest.slice(0, comment) }];
}

function matcherOf(pattern: string): (path: string) => boolean {
  const plain = pattern.replaceAll('\\ ', ' ');
  const steps = plain
    .split('/')
    .filter((step, index, all) => step !== '' && !(step === '**' && all[index - 1] === '**'));
  const isAnchored = plain.slice(0, -1).includes('/');
  const isFolder = plain.endsWith('/');
  // `docs/*` stands for the files in that folder, and `*` alone for all.
  const isFlat = isAnchored && steps.at(-1) === '*';
  const wanted = [...(isAnchored ? [] : ['**']), ...steps, ...(isFolder ? ['**', '*'] : [])];
  return (path) => {
    const names = path.split('/');
    return matchesSteps(wanted, names) || (!isFlat && !isFolder && matchesSteps([...wanted, '**', '*'], names));
  };
}

/** Of steps and names, from the end, as far as each can be matched: time grows with the one times the other. */
function matchesSteps(steps: readonly string[], names: readonly string[]): boolean {
  let reach = new Set([0]);
  for (const step of steps) {
    const next = new Set<number>();
    if (step === '**') for (let at = Math.min(...reach); at <= names.length; at++) next.add(at);
    else for (const at of reach) if (at < names.length && matchesName(step, names[at] ?? '', '?')) next.add(at + 1);
    reach = next;
  }
  return reach.has(names.length);
}
