import { RefineryError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';

const MAX_DEPTH = 500;
const SPACE = /\s*/y;
const NUMBER = /[+-]?(?:\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/y;
const QUOTE = /([rbuRBU]{0,2})('''|"""|'|")/y;
const WORD = /[A-Za-z_][\w.]*/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ...([
    ['n', '\n'],
    ['t', '\t'],
    ['r', '\r'],
    ['b', '\b'],
    ['f', '\f'],
    ['v', '\v'],
    ['a', '\u0007'],
  ] as const),
]);

/**
 * Reads what Python's `print` and `str` make of lists and dictionaries: single
 * quotes, `None`, `True`, tuples. Traces are logged so when somebody forgot `json.dumps`.
 * Calls such as `datetime(2026, 1, 2)` and other expressions become their text.
 *
 * https://docs.python.org/3/reference/lexical_analysis.html#literals
 *
 * @returns `undefined` for a text that is no such literal
 */
export function parsePython(text: string): Json | undefined {
  const reader = { text, at: 0 };
  try {
    const value = readValue(reader, 0);
    skip(reader);
    return reader.at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof RefineryError) return undefined;
    throw error;
  }
}

type Reader = { readonly text: string; at: number };

function readValue(reader: Reader, depth: number): Json {
  if (depth > MAX_DEPTH) throw broken();
  skip(reader);
  const sign = reader.text[reader.at];
  if (sign === '[') return readList(reader, ']', depth);
  if (sign === '(') return readList(reader, ')', depth);
  if (sign === '{') return readBraces(reader, depth);
  const quoted = match(reader, QUOTE);
  if (quoted) return readString(reader, quoted[1] ?? '', quoted[2] ?? '');
  const number = match(reader, NUMBER)?.[0];
  if (number !== undefined) return exact(number.replaceAll('_', ''));
  return readWord(reader, depth);
}

function readList(reader: Reader, end: string, depth: number): Json[] {
  reader.at++;
  const items: Json[] = [];
  while (!take(reader, end)) {
    items.push(readValue(reader, depth + 1));
    if (!take(reader, ',') && reader.text[reader.at] !== end) throw broken();
  }
  return items;
}

/** A dictionary; or a set, which becomes a list. */
function readBraces(reader: Reader, depth: number): Json {
  reader.at++;
  const entries: [string, Json][] = [];
  const members: Json[] = [];
  while (!take(reader, '}')) {
    const key = readValue(reader, depth + 1);
    if (take(reader, ':'))
      entries.push([typeof key === 'string' ? key : JSON.stringify(key), readValue(reader, depth + 1)]);
    else members.push(key);
    if (!take(reader, ',') && reader.text[reader.at] !== '}') throw broken();
  }
  return members.length > 0 ? members : Object.fromEntries(entries.filter(([key]) => key !== '__proto__'));
}

/** Strings that stand side by side are one. */
function readString(reader: Reader, prefix: string, quote: string): string {
  const parts = [readQuoted(reader, prefix, quote)];
  for (;;) {
    skip(reader);
    const next = match(reader, QUOTE);
    if (!next) return parts.join('').toWellFormed();
    parts.push(readQuoted(reader, next[1] ?? '', next[2] ?? ''));
  }
}

function readQuoted(reader: Reader, prefix: string, quote: string): string {
  const { text } = reader;
  const pieces: string[] = [];
  let from = reader.at;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') {
      at++;
    } else if (text.startsWith(quote, at)) {
      pieces.push(text.slice(from, at));
      reader.at = at + quote.length;
      from = reader.at;
      const raw = pieces.join('');
      return /r/i.test(prefix) ? raw : undoEscapes(raw);
    }
  }
  throw broken();
}

function undoEscapes(raw: string): string {
  return raw.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (_, x, u, wide, octal, one) => {
      const code = x ?? u ?? wide;
      if (code !== undefined) return fromCode(Number.parseInt(code, 16));
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8));
      if (one === '\n') return '';
      return ESCAPES.get(one) ?? ('\\\'"'.includes(one) ? one : `\\${one}`);
    },
  );
}

const fromCode = (code: number): string => (code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code));

function exact(digits: string): Json {
  const number = Number(digits);
  const isExact = /^[+-]?\d+$/.test(digits) ? Number.isSafeInteger(number) : Number.isFinite(number);
  return isExact ? number : digits;
}

/** `None`, `True`; or a call or name, of which only the text is known. */
function readWord(reader: Reader, depth: number): Json {
  const from = reader.at;
  const word = match(reader, WORD)?.[0];
  if (word === 'None' || word === 'null') return null;
  if (word === 'True' || word === 'true') return true;
  if (word === 'False' || word === 'false') return false;
  if (word !== undefined && reader.text[reader.at] === '(') {
    readArguments(reader, depth);
    return reader.text.slice(from, reader.at);
  }
  if (word === undefined) throw broken();
  return word;
}

function readArguments(reader: Reader, depth: number): void {
  reader.at++;
  while (!take(reader, ')')) {
    readValue(reader, depth + 1);
    if (take(reader, '=')) readValue(reader, depth + 1);
    if (!take(reader, ',') && reader.text[reader.at] !== ')') throw broken();
  }
}

function take(reader: Reader, sign: string): boolean {
  skip(reader);
  if (reader.text[reader.at] !== sign) return false;
  reader.at++;
  skip(reader);
  return true;
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found || found[0] === '') return undefined;
  reader.at = pattern.lastIndex;
  return found;
}

function skip(reader: Reader): void {
  match(reader, SPACE);
}

const broken = (): RefineryError => new RefineryError('trace-unreadable', 'it is no Python literal');
