import type { CommitSha } from '../domain/digest.ts';
import type { Impact } from '../domain/impact.ts';
import { OWN_EVALS } from '../refine/case/eval-case.ts';
import { decodeText } from '../refine/change/text-file.ts';
import {
  indexPaths,
  isProgram,
  type PathIndex,
  pathsNamed,
  wordFor,
  wordsLikePaths,
} from '../refine/related/paths-named.ts';
import type { RepoContext } from './context.ts';
import type { House } from './house.ts';

/** How far "used by what uses it" is followed. */
const MOST_STEPS = 3;
const MOST_LOOKED_AT = 60;
const MOST_USERS = 20;
const MOST_PATHS = 20_000;
const LARGEST_BYTES = 256 * 1024;
const IS_TEST = /(?:^|\/)(?:tests?|__tests__|evals?)\/|(?:^|\/)test_[^/]*$|[._-](?:test|spec|eval)s?\.\w+$/i;

type Tools = Pick<House, 'codeHost' | 'workshop'>;

/** Tells of a path what it reaches. */
export type ImpactOf = (path: string) => Promise<Impact>;

/**
 * Who uses a file, as far as programs say so in imports and strings, and which evals and tests would notice a change of
 * it. A search finds what may name it, and only that is parsed. What was found of this commit is not looked up again.
 * Errors as `CodeHost`.
 */
export function impactIn(repo: string, { base, paths, evals }: RepoContext, tools: Tools): ImpactOf {
  const named = new Map<string, Promise<readonly string[]>>();
  let index: Promise<PathIndex> | undefined;
  const namedBy = (path: string) => {
    const known = named.get(path) ?? readNames(path);
    named.set(path, known);
    return known;
  };
  async function readNames(path: string): Promise<readonly string[]> {
    const text = namesFiles(path) ? await textAt(repo, base, path, tools) : undefined;
    if (text === undefined) return [];
    const [names] = isProgram(path)
      ? await tools.workshop.namesIn([{ path, text }])
      : [{ imports: [], strings: wordsLikePaths(text) }];
    if (!names) return [];
    // Begun only where it is waited for: what fails else fails unheard.
    index ??= tools.codeHost.list(repo, base, MOST_PATHS).then(indexPaths);
    return pathsNamed(path, names, await index);
  }
  async function usersOf(path: string): Promise<readonly string[]> {
    const found = (await tools.codeHost.search(repo, base, [wordFor(path)])).filter(namesFiles);
    const users: string[] = [];
    for (const each of found.filter((candidate) => candidate !== path)) {
      if (!named.has(each) && named.size >= MOST_LOOKED_AT) break;
      if ((await namedBy(each)).includes(path)) users.push(each);
    }
    return users;
  }

  const sets = evals.map((set) => ({ path: set.path, examples: examplesIn(set.path, set.text) }));
  const known = new Map<string, Promise<Impact>>();
  return (path) => {
    const impact = known.get(path) ?? find(path);
    known.set(path, impact);
    return impact;
  };

  async function find(path: string): Promise<Impact> {
    const direct = await usersOf(path);
    const users = new Set(direct);
    let latest: readonly string[] = direct;
    for (let step = 1; step < MOST_STEPS && users.size < MOST_USERS; step++) {
      const next = await inTurn(latest, usersOf);
      latest = [...new Set(next)].filter((user) => user !== path && !users.has(user));
      for (const user of latest) users.add(user);
    }
    const all = [...users].slice(0, MOST_USERS);
    const isUsed = (user: string) => !IS_TEST.test(user);
    return {
      path,
      usedBy: all.filter((user) => isUsed(user) && direct.includes(user)),
      through: all.filter((user) => isUsed(user) && !direct.includes(user)),
      uses: (await namedBy(path)).slice(0, MOST_USERS),
      tests: all.filter((user) => !isUsed(user)),
      evals: paths.prompts.includes(path) ? sets.filter(({ examples }) => examples > 0) : [],
    };
  }
}

/** Programs and settings; what says which files are the agent's uses none. */
const namesFiles = (path: string): boolean =>
  (isProgram(path) || /\.(?:json|ya?ml|toml)$/i.test(path)) && !path.startsWith('.refinery/');

/** The files that a change is about: neither its eval case nor another eval set. */
export function isAbout(path: string, { paths }: Pick<RepoContext, 'paths'>): boolean {
  return path !== OWN_EVALS && !paths.evals.includes(path);
}

async function inTurn<Item, Found>(items: readonly Item[], find: (item: Item) => Promise<readonly Found[]>) {
  const all: Found[] = [];
  for (const item of items) all.push(...(await find(item)));
  return all;
}

async function textAt(repo: string, base: CommitSha, path: string, { codeHost }: Tools): Promise<string | undefined> {
  const file = await codeHost.read(repo, base, path);
  if (!file || file.bytes.length > LARGEST_BYTES) return undefined;
  const decoded = decodeText(file.bytes);
  return 'refused' in decoded ? undefined : decoded.text;
}

/** Lines of JSON Lines; of CSV, those below the names of its columns. What is of another kind is not counted. */
function examplesIn(path: string, text: string): number {
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return lines;
  return /\.csv$/i.test(path) ? Math.max(0, lines - 1) : 0;
}
