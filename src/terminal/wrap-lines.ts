import { stripVTControlCharacters } from 'node:util';

/** Narrower than this, broken lines are harder to read than long ones. */
const FEWEST_COLUMNS = 40;

/**
 * Lines no wider than the terminal, broken between words; what goes on in the next line stands under its beginning.
 * A word that is too long, such as a path, is left whole. Colours take no room.
 *
 * @param column where the text of a table's last column begins: what goes on stands under it, as far as there is room
 */
export function wrapLines(text: string, columns: number, column?: number): string {
  if (columns < FEWEST_COLUMNS) return text;
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns, column && Math.min(column, Math.floor(columns / 3))))
    .join('\n');
}

function wrapLine(line: string, columns: number, column: number | undefined): string {
  if (widthOf(line) <= columns) return line;
  // Measured without colours, one of which may stand in front of the indent.
  const [indent = ''] = /^ *(?:[•“] ?|\d\. )?/.exec(stripVTControlCharacters(line)) ?? [];
  const under = ' '.repeat(column ?? indent.length);
  const [first = '', ...words] = line.split(' ');
  const rows: string[] = [];
  let row = first;
  for (const word of words) {
    const longer = `${row} ${word}`;
    const isBegun = widthOf(row) > indent.length;
    if (isBegun && widthOf(longer) > columns) {
      rows.push(row);
      row = under + word;
    } else {
      row = longer;
    }
  }
  return [...rows, row].join('\n');
}

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;
