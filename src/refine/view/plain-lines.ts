import type { Json } from '../../domain/json.ts';
import { unfold } from '../trace/look-into-json.ts';
import { tryJson } from '../trace/parse-json.ts';

/** A longer string, or one of several lines, stands on lines of its own. */
const SHORT_STRING = 80;
/** An object with more fields has a line for each. */
const FEW_FIELDS = 6;
const MOST_DEPTH = 200;
/** A line that is longer is parted at its sentences. */
const LONG_LINE = 400;

type Pending = string | Readonly<{ value: Json; depth: number }>;
const BREAK = '\n';

/**
 * A JSON value as people and models read it: all that stands in it, in order,
 * without quotes and escapes. JSON inside strings is taken apart, too.
 *
 * Where lines end depends on the value alone, not on what is around it, so that
 * a value that stands in two places has the same lines in both.
 */
export function plainLines(root: Json): readonly string[] {
  const lines: string[] = [''];
  const pending: Pending[] = [{ value: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === BREAK) lines.push('');
    else if (typeof next === 'string') lines[lines.length - 1] += next;
    else for (const piece of piecesOf(next.value, next.depth).toReversed()) pending.push(piece);
  }
  return lines.filter((line) => line.trim() !== '');
}

function piecesOf(folded: Json, depth: number): readonly Pending[] {
  const value = unfold(folded) ?? null;
  if (typeof value === 'string') return isShort(value) ? [value] : ownLines(value, depth);
  if (value === null || typeof value !== 'object') return depth === 0 ? [] : [String(value)];
  if (depth >= MOST_DEPTH) return ['[deeper than is shown]'];
  if (Array.isArray(value)) return ['[', ...listed(value, depth + 1), ']'];
  const fields = fieldsOf(Object.entries(value), depth + 1);
  return depth === 0 ? fields : ['{', ...fields, '}'];
}

function listed(items: readonly Json[], depth: number): readonly Pending[] {
  return items.flatMap((value, index): readonly Pending[] => {
    const comma = index === 0 ? '' : ', ';
    return [comma, ...(typeof value === 'object' && value !== null ? [BREAK] : []), { value, depth }];
  });
}

function fieldsOf(entries: readonly (readonly [string, Json])[], depth: number): readonly Pending[] {
  const apart: readonly Pending[] = entries.length > FEW_FIELDS ? [BREAK] : [];
  return entries.flatMap(([key, value], index) => [index === 0 ? '' : ', ', ...apart, `${key}: `, { value, depth }]);
}

function isShort(text: string): boolean {
  return text.length <= SHORT_STRING && !text.includes('\n');
}

/** JSON that is written over several lines in a text, between a line that opens it and one that closes it. */
function partJson(text: string): readonly (string | Readonly<{ json: Json }>)[] | undefined {
  const parts: (string | Readonly<{ json: Json }>)[] = [];
  let last = 0;
  for (const match of text.matchAll(/^([[{])\n(?:[ \t}\]].*\n|\n)*?[\]}]$/gm)) {
    const json = tryJson(match[0]);
    if (typeof json !== 'object' || json === null) continue;
    if (match.index > last) parts.push(text.slice(last, match.index));
    parts.push({ json });
    last = match.index + match[0].length;
  }
  if (parts.length === 0) return undefined;
  if (last < text.length) parts.push(text.slice(last));
  return parts;
}

/** The same as to split at a look behind, which is several times slower. */
function splitBehind(text: string, mark: RegExp): readonly string[] {
  const parts: string[] = [];
  let last = 0;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    parts.push(text.slice(last, mark.lastIndex));
    last = mark.lastIndex;
  }
  if (last < text.length || parts.length === 0) parts.push(text.slice(last));
  return parts;
}

/** Joined by line breaks, or by nothing where a long line was parted, they are the text. */
function ownLines(text: string, depth: number): readonly Pending[] {
  const pieces = partJson(text);
  if (pieces)
    return pieces.flatMap((piece) =>
      typeof piece === 'string' ? ownLines(piece, depth) : [BREAK, { value: piece.json, depth: depth + 1 }, BREAK],
    );
  const lines = text.includes('\n') ? text.split('\n') : splitBehind(text, /\\n/g);
  const parted = lines.flatMap((line) => (line.length > LONG_LINE ? splitBehind(line, /[.!?;] /g) : [line]));
  return [BREAK, ...parted.flatMap((line) => [line, BREAK])];
}
