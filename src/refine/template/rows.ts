import { type Hole, isText, type Part, type Text } from './part.ts';

/** One line of a template that has texts and holes alone. */
export type Row = Readonly<{ parts: readonly (Text | Hole)[]; shown: string }>;

/** The lines of a template; what is shown of a hole stands in no message. */
export function rowsOf(parts: readonly (Text | Hole)[]): readonly Row[] {
  const rows: (Text | Hole)[][] = [[]];
  for (const part of parts) {
    const [first = part, ...more] = isText(part) ? part.text.split('\n').map((text) => ({ text })) : [part];
    rows.at(-1)?.push(first);
    rows.push(...more.map((text) => [text]));
  }
  return rows.map((row) => ({
    parts: row.filter((part) => !isText(part) || part.text !== ''),
    shown: row.map((part) => (isText(part) ? part.text : `\uE0A3${part.variable}\uE0A4`)).join(''),
  }));
}

/** Lines as one text again. */
export function partsOfRows(rows: readonly Row[]): readonly Part[] {
  return rows.flatMap(({ parts }, index) => (index === 0 ? parts : [{ text: '\n' }, ...parts]));
}
