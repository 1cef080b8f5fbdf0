import type { Part } from '../refine/template/part.ts';
import type { TemplateLanguage } from './template.ts';

/**
 * Names in single braces, as Python's `str.format` and LangChain's default
 * have them (https://docs.python.org/3/library/string.html#format-string-syntax).
 * A text that `format` would refuse may still have its names put in by hand:
 * then a name in braces is a hole, and every other brace is just a brace.
 */
export const format: TemplateLanguage = {
  name: 'format',
  read: (text) => formatted(text) ?? named(text),
};

/** What stands between braces: a name or a number, fields and items of it, a conversion, a format. */
const FIELD = /^(?:[\p{L}_][\p{L}\p{N}_]*|\d+)?(?:\.[\p{L}_][\p{L}\p{N}_]*|\[[^[\]{}]*\])*(?:![rsa])?(?::.*)?$/su;
const NAME = /(?<!\{)\{([\p{L}_][\p{L}\p{N}_]*)\}(?!\})/gu;

/** `undefined` when `format` would refuse it. */
function formatted(text: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  let unnamed = 0;
  for (let at = 0; at < text.length; ) {
    const next = nearestBrace(text, at);
    parts.push({ text: text.slice(at, next) });
    if (next === text.length) break;
    const brace = text[next];
    if (text[next + 1] === brace) {
      parts.push({ text: brace ?? '' });
      at = next + 2;
      continue;
    }
    const end = brace === '{' ? endOfField(text, next) : undefined;
    const field = end === undefined ? undefined : text.slice(next + 1, end);
    if (end === undefined || field === undefined || !FIELD.test(field)) return undefined;
    parts.push({ variable: /^(?:$|[:!])/.test(field) ? `${unnamed++}${field}` : field });
    at = end + 1;
  }
  return parts;
}

function nearestBrace(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '{' || text[at] === '}') return at;
  return text.length;
}

/** A format may hold one more pair of braces: `{price:{width}}`. */
function endOfField(text: string, start: number): number | undefined {
  const MOST_CHARS = 200;
  let depth = 0;
  for (let at = start; at < Math.min(text.length, start + MOST_CHARS); at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return at;
    if (depth > 2) return undefined;
  }
  return undefined;
}

function named(text: string): readonly Part[] {
  const parts: Part[] = [];
  let last = 0;
  for (const match of text.matchAll(NAME)) {
    parts.push({ text: text.slice(last, match.index) }, { variable: match[1] ?? '' });
    last = match.index + match[0].length;
  }
  return [...parts, { text: text.slice(last) }];
}
