import type { Coverage } from '../../domain/diagnosis.ts';
import type { Run, SafeTrace } from '../../domain/trace.ts';
import { findTask } from '../suspects/find-task.ts';
import { citeRepeats } from './cite-repeats.ts';
import { excerpt } from './excerpt.ts';
import { headingMark, idOf, numbersOf, outlineRun } from './outline-runs.ts';
import { type Count, type Piece, price, type Row, show, type Unweighed } from './price-sections.ts';
import { type Chosen, choose, rank } from './rank-pieces.ts';
import { SECTION_WEIGHTS, type SectionWeights } from './section-weights.ts';
import { type DescribedSection, describeSections, weigh } from './weigh-sections.ts';

/** Of the budget, at most, for the task. */
const TASK_SHARE = 0.5;

/**
 * Exactly what a model is told of a trace, never above the budget.
 *
 * The task comes first, then the runs in order. All that there is to show has one
 * ranking, by worth for its length, and a budget shows as much of it as fits, from the
 * top: so a larger budget adds to what a smaller one showed. A decision (an error, a
 * model's output, a call of a tool) is worth more than a page that a tool brought, new
 * words more than a restated task. What another run showed is cited. What is left out
 * is marked and counted, and `detail` shows it to who asks for it.
 *
 * @param count o200k tokens of a text; it takes most of the time, so each text is counted once
 */
export function compact(trace: SafeTrace, budgetTokens: number, count: Count): string {
  return viewWithin(trace, budgetTokens, count).text;
}

/** A text about a trace, and how much of the runs stands in it. */
export type View = Readonly<{ text: string; coverage: Omit<Coverage, 'unread'> }>;

/** @param laid of the trace, where it is known already */
export function viewWithin(trace: SafeTrace, budgetTokens: number, count: Count, laid = layOut(trace, count)): View {
  return viewOfRows(laid, rowsWith(laid, SECTION_WEIGHTS), budgetTokens, count);
}

/** Of some of its runs alone. What another run of the trace showed is cited, in whatever part that is: so the parts of a trace tell nothing twice. */
export function viewOfPart(laid: LaidOut, runs: readonly Run[], budgetTokens: number, count: Count): View {
  const ids = new Set(runs.map(({ id }) => id));
  const isIn = (index: number) => ids.has(laid.trace.runs[index]?.id ?? '');
  const rows = rowsWith(laid, SECTION_WEIGHTS).filter((_row, index) => isIn(index));
  return viewOfRows(laid, rows, budgetTokens, count);
}

function viewOfRows(laid: LaidOut, rows: readonly Row[], budgetTokens: number, count: Count): View {
  const top = topWithin(laid, budgetTokens, count);
  const chosen = choose(rank(rows, SECTION_WEIGHTS), budgetTokens - count(`${top}\n`));
  const text = [top, ...linesOf(rows, withExcerpt(chosen, count))].join('\n');
  if (count(text) <= budgetTokens) return { text, coverage: coverageOf(rows, chosen) };
  const coverage = { whole: 0, inPart: chosen.rows.size, left: rows.length - chosen.rows.size };
  return { text: startOf(text, budgetTokens, count), coverage };
}

/** Of the whole trace with nothing left out. */
export function tokensOf(laid: LaidOut, count: Count): number {
  const top = count(topWithin(laid, Number.POSITIVE_INFINITY, count));
  return [...sizesOf(laid).values()].reduce((sum, tokens) => sum + tokens, top);
}

/** Tokens of each run with nothing left out, but for what another run showed. */
export function sizesOf(laid: LaidOut): ReadonlyMap<string, number> {
  const rows = rowsWith(laid, SECTION_WEIGHTS);
  return new Map(
    laid.trace.runs.map(({ id }, index) => {
      const { headerTokens = 0, pieces = [] } = rows[index] ?? {};
      return [id, pieces.reduce((sum, { tokens }) => sum + tokens, headerTokens)];
    }),
  );
}

function coverageOf(rows: readonly Row[], { rows: shown, pieces }: Chosen): View['coverage'] {
  const isWhole = (row: Row) => row.pieces.every((piece) => piece.isOwnMark || pieces.get(piece) === 'whole');
  const whole = [...shown].filter(isWhole).length;
  return { whole, inPart: shown.size - whole, left: rows.length - shown.size };
}

/** All that there is to show of a trace, priced but not yet weighed. */
export type LaidOut = Readonly<{
  trace: SafeTrace;
  task: string | undefined;
  mark: string;
  /** By the number of the run. */
  pieces: ReadonlyMap<number, readonly (Unweighed & Readonly<{ described: DescribedSection }>)[]>;
  /** One for each run. */
  headers: readonly Readonly<{ header: string; headerTokens: number }>[];
}>;

export function layOut(trace: SafeTrace, count: Count): LaidOut {
  const { runs } = trace;
  const task = findTask(trace);
  const sections = citeRepeats(runs, task === undefined ? undefined : { name: 'the task', text: task });
  const mark = headingMark([task ?? '', ...sections.map(({ text }) => text)]);
  const numbers = numbersOf(runs);
  const headers = runs.map((run) => {
    const header = outlineRun(run, numbers, mark) + idOf(run);
    return { header, headerTokens: count(`${header}\n`) };
  });
  const pieces = Map.groupBy(
    describeSections(runs, sections, task ?? '').map((described) => ({
      ...price(described.section, count),
      described,
    })),
    ({ section }) => section.number,
  );
  return { trace, task, mark, pieces, headers };
}

export function rowsWith({ headers, pieces }: LaidOut, weights: SectionWeights): readonly Row[] {
  return headers.map((header, index) => ({
    ...header,
    pieces: (pieces.get(index + 1) ?? []).map((piece) => ({ ...piece, ...weigh(piece.described, weights) })),
  }));
}

/** What stands before the runs. */
export function topWithin({ trace, task, mark }: LaidOut, budgetTokens: number, count: Count): string {
  return topOf(trace, mark, task && taskWithin(task, budgetTokens * TASK_SHARE, count));
}

function topOf({ runs }: SafeTrace, mark: string, task: string | undefined): string {
  const about = `${mark} trace: ${runs.length} runs, numbered in order; each is in run 1 unless said, its line ends in its id. A number that is missing is a run left out, [… 90 output] an output of 90 tokens: ask for "run 7" or "run 7 output"`;
  return task === undefined ? about : `${about}\n${mark} task\n${task}`;
}

function taskWithin(task: string, room: number, count: Count): string {
  const tokens = count(task);
  return tokens <= room ? task : (excerpt(task, tokens, room, count) ?? '');
}

/** The text of each piece that is shown; the first that does not fit as a whole is shown in part. */
function withExcerpt({ pieces, next, left, ...others }: Chosen, count: Count): Shown {
  const texts = new Map(
    [...pieces].map(([piece, extent]) => [piece, extent === 'start' ? (piece.start?.text ?? '') : piece.section.text]),
  );
  const part = next && partOf(next, texts.get(next), left, count);
  if (next && part !== undefined) texts.set(next, part);
  return { ...others, texts: new Map([...texts].map(([piece, text]) => [piece, show(piece.section, text)])) };
}

/** As much of a piece as there is room for; never less than its start, where that is shown. */
function partOf(piece: Piece, shown: string | undefined, left: number, count: Count): string | undefined {
  const { section, tokens, markTokens, start } = piece;
  const room = left + (shown === undefined || !start ? markTokens : start.tokens);
  const part = excerpt(section.text, tokens, room, (text) => count(`${show(section, text)}\n`));
  return shown === undefined || part === undefined || beginsLike(part, shown) ? part : undefined;
}

/** Both end their first words with a line that counts what is missing. */
function beginsLike(part: string, start: string): boolean {
  return part.startsWith(start.slice(0, start.lastIndexOf('\n')));
}

type Shown = Pick<Chosen, 'rows'> & Readonly<{ texts: ReadonlyMap<Piece, string> }>;

function linesOf(rows: readonly Row[], shown: Shown): readonly string[] {
  return rows.flatMap((row) => {
    if (!shown.rows.has(row)) return [];
    const marks = row.pieces.filter((piece) => !shown.texts.has(piece) && !piece.isOwnMark).map(({ mark }) => mark);
    const texts = row.pieces.flatMap(
      (piece) => shown.texts.get(piece) ?? (piece.isOwnMark ? show(piece.section, piece.section.text) : []),
    );
    return [row.header + marks.join(''), ...texts];
  });
}

/** The last resort, for budgets that not even the task fits in. */
function startOf(text: string, budgetTokens: number, count: Count): string {
  let length = Math.min(text.length, budgetTokens * 16);
  while (length > 0) {
    const start = text.slice(0, length).toWellFormed();
    const tokens = count(start);
    if (tokens <= budgetTokens) return start;
    length = Math.min(length - 1, Math.floor((length * budgetTokens) / tokens));
  }
  return '';
}
