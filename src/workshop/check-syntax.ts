import type { TextFacts } from '../ports.ts';

type Parse = (text: string, path: string) => Promise<string | null>;

/** An alias that points at aliases grows like a bomb. */
const MOST_ALIASES = 100;

/** Each gives the parser's first complaint, `null` when there is none. Libraries are loaded when first asked. */
const PARSERS: Readonly<Record<string, Parse>> = { json, jsonl, yaml, toml, typescript, python };

const LANGUAGES: readonly (readonly [RegExp, keyof typeof PARSERS])[] = [
  [/\.(?:json|ipynb)$/i, 'json'],
  [/\.(?:jsonl|ndjson)$/i, 'jsonl'],
  [/\.ya?ml$/i, 'yaml'],
  [/\.toml$|(?:^|\/)pipfile$/i, 'toml'],
  [/\.[cm]?[jt]sx?$/i, 'typescript'],
  [/\.pyi?$/i, 'python'],
];

export async function checkSyntax(path: string, text: string): Promise<TextFacts['syntax']> {
  const language = LANGUAGES.find(([ending]) => ending.test(path))?.[1];
  const parse = language && PARSERS[language];
  if (!language || !parse) return { language: null, problem: null };
  const problem = await parse(text, path);
  return { language, problem: problem && shortened(problem) };
}

async function json(text: string): Promise<string | null> {
  return jsonProblem(text);
}

async function jsonl(text: string): Promise<string | null> {
  for (const [index, line] of text.split('\n').entries()) {
    const problem = line.trim() === '' ? null : jsonProblem(line);
    if (problem !== null) return `line ${index + 1}: ${problem}`;
  }
  return null;
}

/** Which of two values of one key counts, readers of JSON disagree on: what we saw may not be what the agent gets. */
function jsonProblem(text: string): string | null {
  let value: unknown;
  const problem = complaintOf(() => {
    value = JSON.parse(text);
  });
  return problem ?? (keysIn(value) < keysWrittenIn(text) ? 'a key is written twice in one object' : null);
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const each of Object.values(value)) count += keysIn(each);
  return count;
}

/** In valid JSON a colon outside of strings follows a key. */
function keysWrittenIn(text: string): number {
  return text.replace(/"(?:[^"\\]+|\\.)*"/g, '').split(':').length - 1;
}

async function yaml(text: string): Promise<string | null> {
  const { parseAllDocuments } = await import('yaml');
  for (const document of parseAllDocuments(text, { logLevel: 'silent' })) {
    const [error] = document.errors;
    if (error) return error.message;
    const problem = complaintOf(() => document.toJS({ maxAliasCount: MOST_ALIASES }));
    if (problem !== null) return problem;
  }
  return null;
}

async function toml(text: string): Promise<string | null> {
  const { parse } = await import('smol-toml');
  return complaintOf(() => parse(text));
}

async function typescript(text: string, path: string): Promise<string | null> {
  const { parseSync } = await import('oxc-parser');
  const error = parseSync(path, text).errors.find(({ severity }) => severity === 'Error');
  return error ? `${error.message} (at character ${error.labels[0]?.start ?? 0})` : null;
}

async function python(text: string): Promise<string | null> {
  const { PositionEncoding, Workspace } = await import('@astral-sh/ruff-wasm-nodejs');
  const workspace = new Workspace({ lint: { select: [] } }, PositionEncoding.Utf16);
  try {
    const [first] = workspace.check(text);
    return first ? `line ${first.start_location.row}: ${first.message}` : null;
  } finally {
    workspace.free();
  }
}

/** Running out of stack or memory is no complaint about the text: it ends the worker, which counts as giving up. */
function complaintOf(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
    return error.message;
  }
}

/** One line, without the stretch of the text that JSON's parser quotes: it may hold a secret. */
function shortened(problem: string): string {
  const line = problem.replace(/,? ?(?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON/s, '').split('\n', 1)[0] ?? '';
  return line
    .replace(/[.:\s]+$/, '')
    .slice(0, 200)
    .toWellFormed();
}
