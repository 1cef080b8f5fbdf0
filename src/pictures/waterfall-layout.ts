import type { FoldedRow, RunRow, Waterfall } from '../domain/picture.ts';
import { durationWords } from '../refine/picture/duration-words.ts';
import { drawable } from './drawable.ts';
import { cutToWidth, wrapToWidth } from './text-width.ts';

/** In units of the drawing. In a thread it is shown between 300 and 700 pixels wide. */
export const WIDTH = 480;
export const EDGE = 16;
export const BADGE_X = EDGE + 8;
const NAMES_X = 38;
export const BARS_X = 222;
/** What is told beside the bars, at the right edge. */
const BESIDE_WIDTH = 58;
const BESIDE_FAILED_WIDTH = 106;
const AXIS_HEIGHT = 26;
const HEAD_HEIGHT = 62;
export const NAME_SIZE = 12.5;
export const SMALL_SIZE = 11;
const INDENT = 9;
const SIGN_WIDTH = 16;
const ROW_HEIGHT = 22;
/** The middle of a row's first line, from its top. */
export const FIRST_LINE = 11;
export const REASON_HEIGHT = 15;
const MOST_REASON_LINES = 2;
const FOOT_HEIGHT = 46;
export const NOTE_HEIGHT = 18;
/** Of a suspect's name, beside that of others. */
const BOLDER = 1.06;

/** A row in its place: where it begins, and its texts as they fit. */
export type PlacedRow = Readonly<{
  row: RunRow | FoldedRow;
  y: number;
  height: number;
  signX: number;
  name: string;
  nameX: number;
  reason: readonly string[];
  beside: string;
}>;

export type Layout = Readonly<{
  height: number;
  rowsY: number;
  rowsHeight: number;
  /** The last unit that a bar may cover. */
  barsEnd: number;
  title: string;
  about: string;
  notes: readonly string[];
  rows: readonly PlacedRow[];
}>;

/** The waterfall in units of its drawing; every text is cut to what has room. */
export function layOut({ title, about, rows, note, axis }: Waterfall): Layout {
  const isTimed = axis.unit === 'ms';
  const rowsY = HEAD_HEIGHT + (isTimed ? AXIS_HEIGHT : 0);
  const hasFailed = rows.some((row) => row.row === 'run' && row.failed);
  const besideWidth = hasFailed ? BESIDE_FAILED_WIDTH : isTimed ? BESIDE_WIDTH : 0;
  let y = rowsY;
  const placed = rows.map((row): PlacedRow => {
    const signX = NAMES_X + row.depth * INDENT;
    const nameX = row.row === 'run' ? signX + SIGN_WIDTH : signX;
    const suspected = row.row === 'run' ? row.suspected : null;
    const size = NAME_SIZE * (suspected ? BOLDER : 1);
    const name = cutToWidth(nameOf(row), BARS_X - 10 - nameX, size);
    const reason = suspected ? reasonOf(suspected.reason, nameX) : [];
    const height = ROW_HEIGHT + reason.length * REASON_HEIGHT + (reason.length > 0 ? 5 : 0);
    const at = y;
    y += height;
    return { row, y: at, height, signX, name, nameX, reason, beside: besideOf(row, axis.unit) };
  });
  const notes = note === null ? [] : wrapToWidth(drawable(note), WIDTH - 2 * EDGE, SMALL_SIZE, 2);
  return {
    height: y + FOOT_HEIGHT + notes.length * NOTE_HEIGHT,
    rowsY,
    rowsHeight: y - rowsY,
    barsEnd: WIDTH - EDGE - besideWidth,
    title: cutToWidth(drawable(title), WIDTH - 2 * EDGE, 16),
    about: cutToWidth(drawable(about), WIDTH - 2 * EDGE, 12),
    notes,
    rows: placed,
  };
}

/** Beneath the name, over the whole width: what it says matters more than the bars. */
function reasonOf(reason: string, x: number): readonly string[] {
  return wrapToWidth(drawable(reason), WIDTH - EDGE - x, SMALL_SIZE, MOST_REASON_LINES);
}

function nameOf(row: RunRow | FoldedRow): string {
  if (row.row === 'run') return drawable(row.name) || 'no name';
  const failed = row.failed === 0 ? '' : `, ${row.failed.toLocaleString('en')} failed`;
  return `… ${row.runs.toLocaleString('en')} more steps${failed}`;
}

/** At the right edge: what went wrong, and how long it took. */
function besideOf(row: RunRow | FoldedRow, unit: Waterfall['axis']['unit']): string {
  const took = unit === 'ms' && !row.bar.guessed ? durationWords(row.bar.to - row.bar.from) : '';
  return row.row === 'run' && row.failed ? ['failed', took].filter(Boolean).join(' · ') : took;
}
