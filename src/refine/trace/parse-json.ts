import { RefineryError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';

/** Deeper values would overflow the stack of whoever walks them later; real traces stay below a hundred. */
const MAX_DEPTH = 1_000;
/** A number literal that a double may not hold exactly. May also match inside a string, which only costs time. */
const LONG_NUMBER = /\d{16}|\d[eE][+-]?\d{3}/;
const NEEDS_CLEANING = /__proto__|\\u/;

/**
 * Reads JSON, or JSON Lines as an array of the lines.
 *
 * Whole numbers that a double can't hold exactly (span ids above 2^53), and numbers
 * that it can't hold at all, are kept as strings of their digits. Halves of surrogate
 * pairs become U+FFFD: digests and databases refuse them. Keys named `__proto__` are
 * left out: whoever copies them key by key later would change a prototype.
 *
 * @throws RefineryError trace-unreadable, with what the text looks like; never a quote of it
 */
export function parseJson(text: string): Json {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (depthOf(bare) > MAX_DEPTH) throw unreadable(`JSON nested more than ${MAX_DEPTH} levels deep`);
  const value = parse(bare);
  return value === undefined ? parseLines(bare) : value;
}

/** The same for a string inside a trace: `undefined` when it is no JSON, or nests too deep. */
export function tryJson(text: string): Json | undefined {
  return depthOf(text) > MAX_DEPTH ? undefined : parse(text);
}

function parseLines(text: string): Json {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2 || parse(lines[0] ?? '') === undefined) throw unreadable(describe(text));
  return lines.map((line, index) => {
    const value = parse(line);
    if (value === undefined) throw unreadable(`JSON Lines whose line ${index + 1} of ${lines.length} is no JSON`);
    return value;
  });
}

/** `undefined` when it is no JSON. The parser's own message is dropped: it quotes the text, which may hold secrets. */
function parse(text: string): Json | undefined {
  try {
    const value: Json = LONG_NUMBER.test(text) ? JSON.parse(text, keepExact) : JSON.parse(text);
    return NEEDS_CLEANING.test(text) ? clean(value) : value;
  } catch {
    return undefined;
  }
}

/** https://github.com/tc39/proposal-json-parse-with-source */
function keepExact(_key: string, value: Json, context?: { source?: string }): Json {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const isExact = /^-?\d+$/.test(context.source) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isExact ? value : context.source;
}

function clean(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(clean);
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, inner]) => [key.toWellFormed(), clean(inner)]));
}

/** How deep brackets nest, outside strings. By character code: this runs over every byte of a large file. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What a text that is no JSON looks like, for people: nothing, a web page, JSON that breaks off, or something else. */
function describe(text: string): string {
  const start = text.slice(0, 1_000).trimStart();
  if (text.trim() === '') return 'it is empty';
  if (/^<(?:!doctype|html|head|body|\?xml|!--)/i.test(start)) return 'it is a web page, not JSON';
  if (/^[[{]/.test(start))
    return `it begins like JSON, but breaks off or has a mistake in its ${text.length} characters`;
  return 'it is no JSON';
}

const unreadable = (detail: string): RefineryError => new RefineryError('trace-unreadable', detail);
