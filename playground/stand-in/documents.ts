import { z } from 'zod';
import { documentsPartOf, type ModelRequest } from './request.ts';
import { isAbout, sentencesOf, sharedContent } from './words.ts';

export type Document = Readonly<{
  title: string;
  text: string;
  /** Epoch milliseconds; `null` when the document has none. */
  dateMs: number | null;
}>;

const Listed = z.object({
  title: z.string().default(''),
  text: z.string().optional(),
  content: z.string().optional(),
  body: z.string().optional(),
  page_content: z.string().optional(),
  date: z.string().optional(),
  updated_at: z.string().optional(),
});
const Result = z.union([
  z.array(Listed).min(1),
  z.object({ documents: z.array(Listed).min(1) }).transform((it) => it.documents),
]);

const TITLE = /^\W*(?:(?:document|article|title)\b[^:]*|\[?\d{1,3}[\].)]):?\s*(.*)$/i;
const DATE = /^\W*(?:date|updated|last updated|published|updated_at)\W*:\s*(.+)$/i;

/** All documents of a request, in the order in which they are given. */
export function documentsIn({ messages }: ModelRequest): readonly Document[] {
  return messages.flatMap(({ role, text }) => (role === 'tool' ? documentsInResult(text) : documentsInText(text)));
}

/**
 * Rule 4: of the documents whose best sentence shares most content words with the
 * question, the best sentence of the first; of the newest where the prompt wants that.
 */
export function answerFromDocuments(
  documents: readonly Document[],
  question: string,
  newest: boolean,
): string | undefined {
  const best = documents.flatMap((document) => bestSentence(document, question) ?? []);
  const most = Math.max(...best.map(({ shared }) => shared));
  const equal = best.filter(({ shared }) => shared === most);
  const [chosen] = newest ? equal.toSorted((a, b) => (b.dateMs ?? 0) - (a.dateMs ?? 0)) : equal;
  return chosen?.sentence;
}

type Best = Readonly<{ sentence: string; shared: number; dateMs: number | null }>;

/** `undefined` when the document, its title included, is not about the question. */
function bestSentence({ title, text, dateMs }: Document, question: string): Best | undefined {
  const [best] = sentencesOf(text)
    .map((sentence) => ({ sentence, shared: sharedContent(sentence, question), dateMs }))
    .toSorted((a, b) => b.shared - a.shared);
  return best && best.shared > 0 && isAbout(question, `${title} ${best.sentence}`) ? best : undefined;
}

/** Blocks behind the line "Documents:", each headed by a number, or by "Title:". */
function documentsInText(text: string): readonly Document[] {
  const part = documentsPartOf(text)?.replace(/^\W*question\s*:[\s\S]*$/im, '');
  if (!part) return [];
  const documents: { title: string; lines: string[]; dateMs: number | null }[] = [];
  for (const line of part.split(/\r?\n/)) {
    const title = TITLE.exec(line)?.[1];
    const date = DATE.exec(line)?.[1];
    const current = documents.at(-1);
    if (title !== undefined) documents.push({ title: title.replace(/^title:\s*/i, ''), lines: [], dateMs: null });
    else if (current && date !== undefined) current.dateMs = timeOf(date);
    else current?.lines.push(line);
  }
  return documents.map(({ title, lines, dateMs }) => ({ title, dateMs, text: lines.join('\n').trim() }));
}

function documentsInResult(text: string): readonly Document[] {
  const parsed = Result.safeParse(jsonIn(text));
  if (!parsed.success) return [];
  return parsed.data.map(({ title, text: plain, content, body, page_content, date, updated_at }) => ({
    title,
    text: plain ?? content ?? body ?? page_content ?? '',
    dateMs: timeOf(date ?? updated_at ?? ''),
  }));
}

function timeOf(text: string): number | null {
  const time = Date.parse(text.trim());
  return Number.isNaN(time) ? null : time;
}

export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
