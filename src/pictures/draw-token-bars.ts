import type { TokenBars, TokenPart, TokenRow } from '../domain/picture.ts';
import { tokenWords } from '../refine/picture/token-words.ts';
import { EDGE, head, notes, SMALL, toSvg, WIDTH } from './card.ts';
import { drawable } from './drawable.ts';
import { PALETTE } from './palette.ts';
import { rect, type Shape, text } from './shapes.ts';
import { cutToWidth } from './text-width.ts';

const HEAD_HEIGHT = 62;
const GROUP_HEIGHT = 30;
const ROW_HEIGHT = 23;
const DETAIL_HEIGHT = 15;
const BAR_HEIGHT = 11;
const BARS_X = 214;
const BARS_END = WIDTH - EDGE - 50;
const NAME_SIZE = 12.5;
const FOOT_HEIGHT = 40;
/** What is there can be seen, however little it is beside the largest. */
const THINNEST = 2;

const PARTS: readonly Readonly<{ part: TokenPart; word: string; color: string; legendWidth: number }>[] = [
  { part: 'instructions', word: 'instructions', color: PALETTE.search, legendWidth: 98 },
  { part: 'tools', word: 'tools', color: PALETTE.step, legendWidth: 60 },
  { part: 'conversation', word: 'conversation', color: PALETTE.model, legendWidth: 104 },
  { part: 'results', word: 'tool results', color: PALETTE.tool, legendWidth: 92 },
  { part: 'answer', word: 'answer', color: PALETTE.partly, legendWidth: 60 },
];
const colorOf = (part: TokenPart): string => PARTS.find((one) => one.part === part)?.color ?? PALETTE.step;

/** As SVG, on a card of its own: a bar for each call and for each message, parted by what it was taken by. */
export function drawTokenBars({ title, about, groups, note }: TokenBars): string {
  const shapes: Shape[] = [...head(title, about)];
  let y = HEAD_HEIGHT;
  for (const { name, rows } of groups) {
    shapes.push(text(drawable(name), EDGE, y + GROUP_HEIGHT / 2 + 2, { size: 12, bold: true, color: PALETTE.quiet }));
    y += GROUP_HEIGHT;
    const largest = Math.max(1, ...rows.filter(({ folded }) => !folded).map(totalOf));
    for (const row of rows) {
      shapes.push(...rowAt(row, y, largest));
      y += heightOf(row);
    }
    y += 4;
  }
  const below = notes(note);
  shapes.push(...below.at(y + 4));
  y += below.height + 4;
  const height = y + (groups.length === 0 ? EDGE : FOOT_HEIGHT);
  if (groups.length > 0) shapes.push(...legend(height - 20));
  return toSvg(height, shapes);
}

const totalOf = ({ parts }: TokenRow): number => parts.reduce((sum, { tokens }) => sum + tokens, 0);
const heightOf = ({ detail }: TokenRow): number => ROW_HEIGHT + (detail === null ? 0 : DETAIL_HEIGHT);

function rowAt(row: TokenRow, y: number, largest: number): readonly Shape[] {
  const middle = y + ROW_HEIGHT / 2;
  const room = BARS_X - EDGE - 12;
  const color = row.folded ? PALETTE.quiet : PALETTE.ink;
  return [
    text(cutToWidth(drawable(row.name) || 'no name', room, NAME_SIZE), EDGE, middle, { size: NAME_SIZE, color }),
    ...(row.detail === null
      ? []
      : [text(cutToWidth(drawable(row.detail), room, SMALL.size), EDGE, middle + DETAIL_HEIGHT, SMALL)]),
    ...(row.folded ? [] : barOf(row, middle, largest)),
    text(tokenWords(totalOf(row)), WIDTH - EDGE, middle, { size: 12, align: 'right', color }),
  ];
}

/** Parts lie one after the other; a hair between them tells them apart without colours. */
function barOf({ parts }: TokenRow, middle: number, largest: number): readonly Shape[] {
  let x = BARS_X;
  return parts.map(({ part, tokens }) => {
    const width = Math.max(THINNEST, (tokens / largest) * (BARS_END - BARS_X));
    const shape = rect(
      x,
      middle - BAR_HEIGHT / 2,
      Math.max(1, Math.min(width, BARS_END - x) - 1),
      BAR_HEIGHT,
      colorOf(part),
      1.5,
    );
    x = Math.min(BARS_END - THINNEST, x + width);
    return shape;
  });
}

function legend(y: number): readonly Shape[] {
  let x = EDGE;
  return PARTS.flatMap(({ word, color, legendWidth }) => {
    const shapes = [rect(x, y - 5, 10, 10, color, 2), text(word, x + 15, y, SMALL)];
    x += legendWidth;
    return shapes;
  });
}
