import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { hasTooManyAnchors, isTooDeep } from './hostile.ts';
import type { Held, PromptHolder } from './template.ts';

/**
 * Prompts in JSON, YAML and TOML: LangChain's prompt files and serialised
 * prompts (`lc: 1`), chat prompts as JSON, agents and tasks in YAML. Every text is
 * one that a prompt may come from; `template_format` beside it says its language.
 */
export const fields: PromptHolder = {
  name: 'fields',
  find({ path, text }) {
    const kind = /\.(json|ya?ml|toml)$/i.exec(path)?.[1]?.toLowerCase();
    if (kind === undefined) return undefined;
    const whole: Held = { place: '', text };
    if (isTooDeep(text) || (kind !== 'json' && hasTooManyAnchors(text))) return { held: [whole] };
    try {
      const document = read(kind, text);
      return { held: [...textsIn(document, [], undefined), whole], pieces: new Map(leavesOf(document, [])) };
    } catch {
      // Not well-formed, or nested too deep: its text may be a prompt all the same.
      return { held: [whole] };
    }
  },
};

/** An alias that points at aliases grows like a bomb. */
const MOST_ALIASES = 100;

function read(kind: string, text: string): unknown {
  if (kind === 'json') return JSON.parse(text);
  if (kind === 'toml') return parseToml(text);
  return parseYaml(text, { maxAliasCount: MOST_ALIASES, logLevel: 'silent' });
}

/** LangChain's names of template languages (`langchain_core.prompts.string`). */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  'f-string': ['format'],
  mustache: ['mustache'],
  jinja2: ['jinja', 'jinja with trimmed blocks'],
};

/** Depth first. An item of a list is named by its number of how many there are: with another beside it, it is another. */
function textsIn(value: unknown, path: readonly string[], languages: readonly string[] | undefined): readonly Held[] {
  if (typeof value === 'string') return [{ place: path.join('.'), text: value, ...(languages && { languages }) }];
  if (Array.isArray(value)) {
    if (isLines(value)) return textsIn(value.join('\n'), path, languages);
    return value.flatMap((item, index) => textsIn(item, [...path, `${index + 1}/${value.length}`], languages));
  }
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value);
  const said = own.find(([name]) => name === 'template_format' || name === 'templateFormat')?.[1];
  const spoken = typeof said === 'string' && Object.hasOwn(LANGUAGES, said) ? LANGUAGES[said] : undefined;
  return own.flatMap(([name, inner]) => textsIn(inner, [...path, name], spoken));
}

/** Everything that stands in a document, under its path. */
function leavesOf(value: unknown, path: readonly string[]): readonly (readonly [string, string])[] {
  if (Array.isArray(value) && isLines(value)) return [[path.join('.'), value.join('\n')]];
  if (Array.isArray(value))
    return value.flatMap((item, index) => leavesOf(item, [...path, `${index + 1}/${value.length}`]));
  if (typeof value !== 'object' || value === null) return [[path.join('.'), String(value)]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

/** A prompt that is written as a list of its lines. */
const isLines = (value: readonly unknown[]): boolean =>
  value.length > 1 && value.every((item) => typeof item === 'string');
