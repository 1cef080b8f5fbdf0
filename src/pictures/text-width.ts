/** Widths of Inter in parts of the font's size, rounded up; so that what is said to fit does. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ .,:;'|!iljI]/, 0.3],
  [/[tfr()[\]{}/\\`-]/, 0.42],
  [/[\ufffd]/, 1.05],
  [/[mwMW@%…—]/, 0.95],
  [/[A-Z0-9_&#$?+=<>~]/, 0.71],
  [/[ -\u02af]/, 0.6],
  [/\p{M}/u, 0],
  [
    /[\u1100-\u115f\u2600-\u27bf\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Extended_Pictographic}/u,
    1.15,
  ],
];
const OTHERS = 0.75;

/** Of a text as `drawable.ts` gives it, at most; in the unit of `fontSize`. */
export function textWidth(text: string, fontSize: number): number {
  return Array.from(text).reduce((sum, character) => sum + widthOf(character), 0) * fontSize;
}

function widthOf(character: string): number {
  return WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? OTHERS;
}

/** Cut to a width, with an ellipsis. */
export function cutToWidth(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  const room = width - textWidth('…', fontSize);
  let used = 0;
  let end = 0;
  for (const character of characters) {
    used += widthOf(character) * fontSize;
    if (used > room) break;
    end++;
  }
  return `${characters.slice(0, end).join('').trimEnd()}…`;
}

/** In lines of a width, broken at spaces where there are any; the last line is cut. */
export function wrapToWidth(text: string, width: number, fontSize: number, mostLines: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < mostLines - 1 && textWidth(rest, fontSize) > width) {
    const whole = cutToWidth(rest, width, fontSize).slice(0, -1);
    const line = rest[whole.length] === ' ' ? whole : (/^.+(?= )/.exec(whole)?.[0] ?? whole);
    if (line === '') break;
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return rest === '' ? lines : [...lines, cutToWidth(rest, width, fontSize)];
}
