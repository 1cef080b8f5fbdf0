import type { NamesIn } from '../../ports.ts';

/** The files of a commit, by path and by the last name of that. */
export type PathIndex = Readonly<{ paths: ReadonlySet<string>; byName: ReadonlyMap<string, readonly string[]> }>;

/** What an import of a script leaves out of a path, or says otherwise: TypeScript is imported as `.js`, too. */
const SCRIPT_ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const PYTHON = /\.pyi?$/i;
const SCRIPT = /\.[cm]?[jt]sx?$/i;

export function indexPaths(paths: readonly string[]): PathIndex {
  return { paths: new Set(paths), byName: Map.groupBy(paths, lastName) };
}

/** Whether something here reads what a file names of others. */
export const isProgram = (path: string): boolean => PYTHON.test(path) || SCRIPT.test(path);

/** The files that a program imports, or names in a string: by path, or by an end of one that no other file has. */
export function pathsNamed(
  from: string,
  { imports, strings }: NamesIn,
  { paths, byName }: PathIndex,
): readonly string[] {
  const places = PYTHON.test(from) ? pythonPlaces : scriptPlaces;
  const imported = imports.flatMap((name) => places(from, name).find((path) => paths.has(path)) ?? []);
  const named = strings.flatMap((text) => {
    const beside = joined(foldersOf(from), text);
    if (beside !== undefined && paths.has(beside)) return [beside];
    const end = text.replace(/^(?:\.{0,2}\/)+/, '');
    if (paths.has(end)) return [end];
    const ending = (byName.get(lastName(end)) ?? []).filter((path) => path.endsWith(`/${end}`));
    return ending.length === 1 ? ending : [];
  });
  return [...new Set([...imported, ...named])].filter((path) => path !== from);
}

const MOST_WORDS = 2_000;

/** What may be paths among the words of settings. */
export function wordsLikePaths(text: string): readonly string[] {
  return [...new Set(text.match(/[\w./-]{1,300}\.\w{1,12}/g))].slice(0, MOST_WORDS);
}

/** What every file holds that names this one, for a search. */
export function wordFor(path: string): string {
  const name = lastName(path);
  if (!isProgram(path)) return name;
  const stem = name.replace(/(?:\.d)?\.\w+$/, '');
  return /^(?:__init__|index)$/.test(stem) ? (foldersOf(path).at(-1) ?? stem) : stem;
}

function scriptPlaces(from: string, name: string): readonly string[] {
  const whole = /^\.{1,2}(?:\/|$)/.test(name) ? joined(foldersOf(from), name) : undefined;
  if (whole === undefined) return [];
  const bare = whole.replace(/\.[cm]?jsx?$/, '');
  return [whole, bare].flatMap((each) => SCRIPT_ENDINGS.flatMap((ending) => [each + ending, `${each}/index${ending}`]));
}

/** From the root of the repository, or any folder above the file: that is where people start Python, or install from. */
function pythonPlaces(from: string, name: string): readonly string[] {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const steps = name.slice(dots).split('.').filter(Boolean);
  const folders = foldersOf(from);
  const roots =
    dots > 0
      ? [folders.slice(0, folders.length - dots + 1)]
      : [...folders, ''].map((_, depth) => folders.slice(0, depth));
  return roots.flatMap((root) => {
    const module = [...root, ...steps].join('/');
    return [`${module}.py`, `${module}.pyi`, `${module}/__init__.py`];
  });
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const foldersOf = (path: string): readonly string[] => path.split('/').slice(0, -1);

/** `undefined` for what leads out of the repository. */
function joined(folders: readonly string[], name: string): string | undefined {
  const steps = [...folders];
  for (const step of name.split('/')) {
    if (step === '..' && steps.pop() === undefined) return undefined;
    if (step !== '..' && step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
