import type { Json, JsonObject } from '../../domain/json.ts';
import type { Run } from '../../domain/trace.ts';
import { isList, isObject, objectAt, textAt, unfold } from '../trace/look-into-json.ts';
import { showJson } from '../view/show-json.ts';

/** One thing that a retriever or a tool brought. `date` is ISO, `null` when it has none. */
export type FoundDocument = Readonly<{ title: string; text: string; date: string | null }>;

const MOST_DOCUMENTS = 50;
const MOST_DEPTH = 8;
const TEXT_KEYS = ['page_content', 'pageContent', 'content', 'text', 'body', 'snippet', 'document'];
const TITLE_KEYS = ['title', 'source', 'file', 'file_name', 'filename', 'path', 'name', 'url', 'id'];
const DATE_KEY = /date|updated|modified|published|created|valid|as_of|version|timestamp/i;
const DATE = /\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?!\d)/;

/** The documents in what a run gave back; when it has no such form, all of it as one. At most 50. */
export function findDocuments(run: Run): readonly FoundDocument[] {
  const documents = documentsIn(run.outputs, 0).slice(0, MOST_DOCUMENTS);
  if (documents.length > 0) return documents;
  const text = showJson(run.outputs)
    .map(({ text }) => text)
    .join('\n');
  return text === '' ? [] : [{ title: run.name, text, date: DATE.exec(text)?.[0] ?? null }];
}

function documentsIn(folded: Json, depth: number): readonly FoundDocument[] {
  const value = unfold(folded);
  if (depth > MOST_DEPTH) return [];
  if (isList(value)) return value.slice(0, MOST_DOCUMENTS).flatMap((item) => documentsIn(item, depth + 1));
  if (!isObject(value)) return [];
  const document = documentOf(value);
  return document ? [document] : Object.values(value).flatMap((inner) => documentsIn(inner, depth + 1));
}

/** A text with something that names it: a message of a chat has a role instead. */
function documentOf(object: JsonObject): FoundDocument | undefined {
  const text = firstText(object, TEXT_KEYS);
  const about: JsonObject = { ...object, ...objectAt(object, 'metadata') };
  const title = firstText(about, TITLE_KEYS);
  if (text === undefined || title === undefined || 'role' in object) return undefined;
  return { title, text, date: dateOf(about) ?? DATE.exec(text)?.[0] ?? null };
}

function firstText(object: JsonObject, keys: readonly string[]): string | undefined {
  return keys.map((key) => textAt(object, key)).find((text) => text !== null) ?? undefined;
}

function dateOf(about: JsonObject): string | null {
  const dates = Object.entries(about).filter(([key, value]) => DATE_KEY.test(key) && typeof value === 'string');
  return dates.map(([, value]) => DATE.exec(String(value))?.[0]).find((date) => date !== undefined) ?? null;
}
