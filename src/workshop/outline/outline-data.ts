import { type Limit, NO_OUTLINE, type Outline, type Row } from '../../domain/outline.ts';
import { digestOf } from '../../refine/case/digest.ts';
import { limitOf } from './limit-of.ts';
import { numberTwins } from './number-twins.ts';
import { type Manifest, manifestOf } from './packages-in.ts';

/** What names a case of an eval set, and else what is asked in it. */
const ID_FIELDS = ['id', 'case_id', 'name', 'key', 'title', 'description'];
const ASKED_FIELDS = ['input', 'inputs', 'question', 'query', 'prompt', 'message', 'messages', 'vars', 'user'];
const MOST_DEPTH = 64;

/** What stands in JSON, YAML or TOML; `value` is the parsed file, with one element for each line or document where it has several. */
export function outlineData(path: string, value: unknown): Outline {
  const found: Found = { rows: [], limits: [] };
  collect(value, '', found, 0);
  const manifest: Manifest = manifestOf(path, value);
  return { ...NO_OUTLINE, rows: numberTwins('key', found.rows), limits: found.limits, ...manifest };
}

type Found = Readonly<{ rows: Row[]; limits: Limit[] }>;

/** @param row of the row that this stands in, `undefined` outside of any: a list inside of a row is a part of it */
function collect(value: unknown, name: string, found: Found, depth: number, row?: string): void {
  if (typeof value === 'number') {
    const limit = limitOf(name, value);
    if (limit) found.limits.push(limit);
    return;
  }
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return;
  if (!Array.isArray(value)) {
    for (const [key, field] of Object.entries(value)) collect(field, joined(name, key), found, depth + 1, row);
    return;
  }
  for (const [index, element] of value.entries()) {
    const isRow =
      row === undefined && (typeof element === 'string' || (typeof element === 'object' && element !== null));
    const key = isRow ? joined(name, keyOf(element)) : joined(name, String(index));
    if (isRow) found.rows.push({ key, digest: digestOf(element), holds: valuesIn(element) });
    collect(element, key, found, depth + 1, isRow ? key : row);
  }
}

/** Strings of spaces hold nothing, and neither do `null` and `false`. */
function valuesIn(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.trim() === '' ? 0 : 1;
  if (typeof value !== 'object') return value === false || value === undefined ? 0 : 1;
  if (value === null || depth > MOST_DEPTH) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + valuesIn(each, depth + 1), 0);
}

function keyOf(element: string | object): string {
  if (typeof element === 'string' || Array.isArray(element)) return shownKey(element);
  const fields = element as Readonly<Record<string, unknown>>;
  const name = [...ID_FIELDS, ...ASKED_FIELDS].find((field) => fields[field] !== undefined && fields[field] !== null);
  return shownKey(name === undefined ? element : fields[name]);
}

/** Short enough to be read in a sentence; what is longer is told apart by its digest. */
function shownKey(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 60 ? line : `${line.slice(0, 50).toWellFormed()}… ${digestOf(line).slice(0, 8)}`;
}

function joined(name: string, key: string): string {
  return name === '' ? key : `${name}.${key}`;
}
