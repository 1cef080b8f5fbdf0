import type { Mark, VerdictMatrix } from '../domain/picture.ts';
import { EDGE, head, notes, SMALL, stripe, toSvg, WIDTH } from './card.ts';
import { drawable } from './drawable.ts';
import { PALETTE } from './palette.ts';
import { cross, diamond, disc, rect, type Shape, text } from './shapes.ts';
import { wrapToWidth } from './text-width.ts';

const MARKS_X = 214;
const GROUP_GAP = 10;
const WIDEST_COLUMN = 26;
const LARGEST_SIGN = 5;
const HEAD_HEIGHT = 92;
const ROW_HEIGHT = 36;
const NAME_SIZE = 12;
const LINE_HEIGHT = 15;
const FOOT_HEIGHT = 40;

/** As SVG, on a card of its own: a row for each fix, a mark for each conversation. */
export function drawVerdictMatrix(matrix: VerdictMatrix): string {
  const { title, about, rows, note } = matrix;
  const below = notes(note);
  const notesY = HEAD_HEIGHT + rows.length * ROW_HEIGHT;
  const height = notesY + below.height + FOOT_HEIGHT;
  const { columns, heads, radius } = placesOf(matrix.groups);
  return toSvg(height, [
    ...head(title, about),
    ...heads.map(({ name, x }) => text(name, x, HEAD_HEIGHT - 14, SMALL)),
    ...rows.flatMap(({ name, marks }, index) => {
      const y = HEAD_HEIGHT + (index + 0.5) * ROW_HEIGHT;
      const lines = wrapToWidth(drawable(name), MARKS_X - EDGE - 12, NAME_SIZE, 2);
      const first = y - ((lines.length - 1) * LINE_HEIGHT) / 2;
      return [
        ...(index % 2 === 0 ? [stripe(y - ROW_HEIGHT / 2, ROW_HEIGHT - 1)] : []),
        ...lines.map((line, at) => text(line, EDGE, first + at * LINE_HEIGHT, { size: NAME_SIZE })),
        ...marks.flatMap((mark, column) => signOf(mark, columns[column] ?? 0, y, radius)),
      ];
    }),
    ...below.at(notesY),
    ...legend(height - 20),
  ]);
}

/** The middle of each column, and where each group begins. */
function placesOf(groups: VerdictMatrix['groups']) {
  const count = groups.reduce((sum, { columns }) => sum + columns, 0);
  // The name of a narrow group has room all the same.
  const leastOf = ({ name }: { name: string }) => name.length * 5.6 + 4;
  const room = WIDTH - EDGE - MARKS_X - groups.length * GROUP_GAP - leastOf({ name: 'reported' });
  const width = Math.min(WIDEST_COLUMN, room / Math.max(1, count - 1));
  let x = MARKS_X;
  const columns: number[] = [];
  const heads = groups.map((group) => {
    const head = { name: group.name, x };
    for (let column = 0; column < group.columns; column++) columns.push(x + Math.min(width, 20) / 2 + column * width);
    x += Math.max(group.columns * width, leastOf(group)) + GROUP_GAP;
    return head;
  });
  return { columns, heads, radius: Math.min(LARGEST_SIGN, width / 2 - 0.6) };
}

function signOf(mark: Mark, x: number, y: number, radius: number): readonly Shape[] {
  switch (mark) {
    case 'good':
      return [disc(x, y, radius, PALETTE.good)];
    case 'partly':
      return [diamond(x, y, radius + 1, { fill: PALETTE.card, stroke: PALETTE.partly, lineWidth: 2 })];
    case 'bad':
      return cross(x, y, radius - 0.5, PALETTE.alarm);
    case 'drifted':
      return [rect(x - radius + 1, y - 1, 2 * radius - 2, 2, PALETTE.quiet, 1)];
    case 'unclear':
      return [text('?', x, y, { size: 12, color: PALETTE.quiet, align: 'center' })];
    case 'untried':
      return [];
  }
}

const LEGEND: readonly (readonly [Mark, string, number])[] = [
  ['good', 'good', 58],
  ['partly', 'sometimes', 88],
  ['bad', 'wrong', 62],
  ['drifted', 'tells nothing', 100],
  ['unclear', 'not clear', 76],
];

function legend(y: number): readonly Shape[] {
  let x = EDGE;
  return LEGEND.flatMap(([mark, words, width]) => {
    const shapes = [...signOf(mark, x + 5, y, LARGEST_SIGN), text(words, x + 16, y, SMALL)];
    x += width;
    return shapes;
  });
}
