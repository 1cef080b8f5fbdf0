import type { ContextKind, ContextOrder } from '../../domain/context-set.ts';
import type { ContextFiles } from '../../domain/project.ts';
import { countFiles, countMatches, joinFiles, KINDS, NO_FILES } from './join-files.ts';
import { isPattern, patternProblem } from './match-path.ts';

export type ChangingOrder = Exclude<ContextOrder, Readonly<{ do: 'show' | 'list' }>>;
type Changed = Readonly<{ files: ContextFiles; changed: readonly string[] }>;

/** A set is shown and read by people, and its files are read with every case. */
const MOST_SAVED = 100;
const MOST_MATCHED = 200;

/** What an order makes of the files that are saved. @param there every path of the commit */
export function changeFiles(
  files: ContextFiles,
  order: ChangingOrder,
  there: ReadonlySet<string>,
): Changed | Readonly<{ refused: string }> {
  switch (order.do) {
    case 'add':
      return added(files, order, there);
    case 'remove': {
      const unknown = order.files.find((path) => !all(files).includes(path));
      if (unknown !== undefined) return { refused: `${unknown} is not among the files that are saved.` };
      return without(files, (path) => order.files.includes(path));
    }
    case 'update':
      return without(files, (path) => countMatches(path, there) === 0);
    case 'clear':
      return { files: NO_FILES, changed: all(files) };
  }
}

/** As its owner says, a file is of the kind that it was added as last. */
function added(
  files: ContextFiles,
  { kind, files: wanted }: Readonly<{ kind: ContextKind; files: readonly string[] }>,
  there: ReadonlySet<string>,
): Changed | Readonly<{ refused: string }> {
  for (const path of wanted) {
    const problem = addingProblem(path, there);
    if (problem !== undefined) return { refused: problem };
  }
  const kept = without(files, (path) => wanted.includes(path)).files;
  const joined = joinFiles(kept, { ...NO_FILES, [kind]: wanted });
  if (countFiles(joined) > MOST_SAVED)
    return {
      refused: `A project has at most ${MOST_SAVED} saved files; a pattern such as prompts/*.md stands for many.`,
    };
  return { files: joined, changed: wanted.filter((path) => !files[kind].includes(path)) };
}

/** Why nobody can mean that, as a sentence. */
export function addingProblem(path: string, there: ReadonlySet<string>): string | undefined {
  const problem = patternProblem(path);
  if (problem !== undefined)
    return `The path ${JSON.stringify(path.slice(0, 80).toWellFormed())} can’t be used: ${problem}.`;
  const matches = countMatches(path, there);
  if (matches === 0)
    return isPattern(path)
      ? `No file of the repository fits ${path}. Paths begin at its top, as in prompts/*.md.`
      : `${path} is not a file of the repository. Write its path from the top, as in prompts/support.md.`;
  return matches > MOST_MATCHED ? `${path} stands for ${matches} files; ${MOST_MATCHED} are the most.` : undefined;
}

const all = (files: ContextFiles): readonly string[] => KINDS.flatMap((kind) => files[kind]);

function without(files: ContextFiles, isOut: (path: string) => boolean): Changed {
  const keep = (kind: ContextKind) => files[kind].filter((path) => !isOut(path));
  return {
    files: { prompts: keep('prompts'), evals: keep('evals'), configs: keep('configs') },
    changed: all(files).filter(isOut),
  };
}
