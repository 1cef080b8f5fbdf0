import type { TrendPanel, Trends } from '../domain/picture.ts';
import { EDGE, head, notes, SMALL, toSvg, WIDTH } from './card.ts';
import { drawable } from './drawable.ts';
import { PALETTE } from './palette.ts';
import { disc, rect, type Shape, text } from './shapes.ts';
import { cutToWidth, textWidth } from './text-width.ts';

const HEAD_HEIGHT = 66;
const COLUMNS = 2;
const GAP = 24;
const PANEL_WIDTH = (WIDTH - 2 * EDGE - (COLUMNS - 1) * GAP) / COLUMNS;
const PANEL_HEIGHT = 124;
/** From the top of a panel. */
const NAME_Y = 10;
const FIGURE_Y = 32;
const BARS_TOP = 50;
const BARS_HEIGHT = 38;
const TIMES_Y = BARS_TOP + BARS_HEIGHT + 12;
const WIDEST_BAR = 18;
const LEAST_BAR = 2;
/** At most as many times as a panel has room for. */
const SLOTS = 12;
const SLOT = PANEL_WIDTH / SLOTS;

/** As SVG, on a card of its own: a panel for each figure, a bar for each time. */
export function drawTrends({ title, about, times, panels, note }: Trends): string {
  const rows = Math.ceil(panels.length / COLUMNS);
  const notesY = HEAD_HEIGHT + rows * PANEL_HEIGHT;
  const below = notes(note);
  return toSvg(notesY + below.height + EDGE, [
    ...head(title, about),
    ...panels.flatMap((panel, index) => {
      const x = EDGE + (index % COLUMNS) * (PANEL_WIDTH + GAP);
      return panelAt(panel, times, x, HEAD_HEIGHT + Math.floor(index / COLUMNS) * PANEL_HEIGHT);
    }),
    ...below.at(notesY),
  ]);
}

function panelAt({ name, figure, values, most }: TrendPanel, times: Trends['times'], x: number, y: number) {
  const base = y + BARS_TOP + BARS_HEIGHT;
  const end = x + PANEL_WIDTH;
  const width = Math.min(WIDEST_BAR, SLOT - 4);
  const first = drawable(times[0] ?? '');
  // Beneath its bar, as far as it stays within the panel.
  const firstX = Math.max(x + textWidth(first, SMALL.size) / 2, end - (times.length - 0.5) * SLOT);
  const last = times.at(-1) ?? '';
  return [
    text(cutToWidth(drawable(name), PANEL_WIDTH, 12), x, y + NAME_Y, { size: 12, color: PALETTE.quiet }),
    text(cutToWidth(drawable(figure), PANEL_WIDTH - 70, 17), x, y + FIGURE_Y, { size: 17, bold: true }),
    text(drawable(most.says), end, y + FIGURE_Y + 4, { ...SMALL, align: 'right' }),
    rect(x, base, PANEL_WIDTH, 1, PALETTE.edge, 0),
    // The newest stands at the right edge, so that it is at one place in all of them.
    ...values.flatMap((value, index) => {
      const middle = end - (values.length - index - 0.5) * SLOT;
      return barOf(value, most.value, middle, base, width);
    }),
    ...(times.length > 1 ? [text(first, firstX, y + TIMES_Y, { ...SMALL, align: 'center' })] : []),
    text(drawable(last), end, y + TIMES_Y, { ...SMALL, align: 'right' }),
  ];
}

/** Nothing to tell is a dot; nothing at all is a line. */
function barOf(value: number | null, most: number, x: number, base: number, width: number): readonly Shape[] {
  if (value === null) return [disc(x, base - 4, 1.5, PALETTE.folded)];
  const height = most > 0 ? Math.min(1, value / most) * BARS_HEIGHT : 0;
  const shown = value > 0 ? Math.max(LEAST_BAR, height) : 1;
  const color = value > 0 ? PALETTE.model : PALETTE.quiet;
  return [rect(x - width / 2, base - shown, width, shown, color, value > 0 ? Math.min(2, shown / 2) : 0)];
}
