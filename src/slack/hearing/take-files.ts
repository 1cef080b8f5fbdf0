import { pathsOf, splitFiles } from '../../refine/context/read-order.ts';

/** Paths with commas between them, each in quotes where it holds white space. */
const FILES = /(?<!\S)files?\s*[:：]\s*((?:"[^"]*"|“[^”]*”|[^\s,"“”]+)(?:\s*,\s*(?:"[^"]*"|“[^”]*”|[^\s,"“”]+))*)/iu;
/** What nobody would take for a word. */
const LOOKS_LIKE_PATH = /[./*]/;

/** `files: a.md, b.md`, wherever it stands, and the text without it. People also write of files: words are left alone. */
export function takeFiles(text: string): Readonly<{ rest: string; files: readonly string[] }> {
  const found = FILES.exec(text);
  const files = pathsOf(splitFiles(found?.[1] ?? ''));
  if (!found || files.length === 0 || !files.every((path) => LOOKS_LIKE_PATH.test(path)))
    return { rest: text, files: [] };
  return { rest: `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`, files };
}
