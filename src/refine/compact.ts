import type { Run, SafeTrace } from '../domain/trace.ts';
import { citeRepeats, type Section } from './cite-repeats.ts';
import { excerpt, leftOut } from './excerpt.ts';
import { findTask } from './find-task.ts';
import { headingMark, numbersOf, outlineRun, rankOf } from './outline-runs.ts';

type Count = (text: string) => number;

/** Of the budget, at most: for the task; for it, the headers and the marks. */
const TASK_SHARE = 0.2;
const ROWS_SHARE = 0.8;
/** In tokens: to say how many runs are left out between two others. */
const GAP = 10;
/** In tokens; a smaller excerpt tells nothing. */
const SMALLEST_EXCERPT = 40;
const MOST_ROUNDS = 8;

/**
 * Exactly what a model is told of a trace, never above the budget.
 *
 * The task and a header for every run come first, in order. What is left goes to
 * the parts of the runs by worth for their length: a decision (an error, a
 * model's output, a call of a tool) is worth more than a page that a tool
 * brought. What another run showed is cited, what is left out is marked and counted.
 *
 * @param count o200k tokens of a text; each part is counted once
 */
export function compact(trace: SafeTrace, budgetTokens: number, count: Count): string {
  const view = viewOf(trace, budgetTokens, count);
  let room = budgetTokens;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const text = assemble(view, choose(view, room, count));
    const over = count(text) - budgetTokens;
    if (over <= 0) return text;
    room -= over;
  }
  return cutTo(assemble(view, new Map()), budgetTokens, count);
}

/** A section of a run, with what it costs to show it and, by its mark, to say that it is left out. */
type Costed = Readonly<{ section: Section; worth: number; tokens: number; mark: string; markTokens: number }>;

/** A run with its header; `tokens` is the least that it takes: its header and the marks of its sections. */
type Row = Readonly<{ run: Run; header: string; tokens: number; sections: readonly Costed[] }>;

/** `null` in place of a row: the run is only counted. `tokens` is the least that all of it takes. */
type View = Readonly<{ top: string; rows: readonly (Row | null)[]; tokens: number }>;

function viewOf(trace: SafeTrace, budgetTokens: number, count: Count): View {
  const task = findTask(trace);
  const sections = citeRepeats(trace.runs, task === undefined ? undefined : { name: 'the task', text: task });
  const mark = headingMark([task ?? '', ...sections.map(({ text }) => text)]);
  const top = topOf(trace, mark, task && excerpt(task, count(task), budgetTokens * TASK_SHARE, count));
  const topTokens = count(top);
  const rows = rowsWithin(rowsOf(trace.runs, sections, mark, count), budgetTokens * ROWS_SHARE - topTokens);
  return { top, rows, tokens: rows.reduce((sum, row) => sum + (row?.tokens ?? 0), topTokens) };
}

function topOf({ runs }: SafeTrace, mark: string, task: string | undefined): string {
  const about = `${mark} trace: ${runs.length} runs, numbered in order; each is in run 1 unless said, its line ends in its id`;
  return task === undefined ? about : `${about}\n${mark} task\n${task}`;
}

function rowsOf(runs: readonly Run[], sections: readonly Section[], mark: string, count: Count): readonly Row[] {
  const numbers = numbersOf(runs);
  const parents = new Set(runs.map(({ parentId }) => parentId));
  const sectionsOf = Map.groupBy(sections, ({ number }) => number);
  return runs.map((run, index) => {
    const header = outlineRun(run, numbers, mark);
    const costed = (sectionsOf.get(index + 1) ?? []).map((section) =>
      costOf(section, worthOf(section, run, parents.has(run.id)), count),
    );
    const marks = costed.reduce((sum, { markTokens }) => sum + markTokens + 1, 0);
    return { run, header, tokens: count(header) + 1 + marks, sections: costed };
  });
}

/** A text that is shorter than its mark is its own mark. */
function costOf(section: Section, worth: number, count: Count): Costed {
  const text = shown(section, section.text);
  const tokens = count(text);
  const mark = shown(section, leftOut(tokens));
  const markTokens = count(mark);
  return tokens <= markTokens
    ? { section, worth, tokens, mark: text, markTokens: tokens }
    : { section, worth, tokens, mark, markTokens };
}

/** All of them; when they are too many, those of decisions, the earlier of equals. */
function rowsWithin(rows: readonly Row[], room: number): View['rows'] {
  if (rows.reduce((sum, { tokens }) => sum + tokens, 0) <= room) return rows;
  const kept = new Set<number>();
  let left = room - GAP;
  const ranked = rows.map(({ run, tokens }, index) => ({ index, tokens, rank: rankOf(run) }));
  for (const { index, tokens } of ranked.sort((one, other) => one.rank - other.rank)) {
    left -= kept.has(index - 1) ? tokens : tokens + GAP;
    if (left < 0) break;
    kept.add(index);
  }
  return rows.map((row, index) => (kept.has(index) ? row : null));
}

/**
 * Worth of a token. What people label as the failing step is mostly a decision;
 * what goes into a model, and what wraps other runs, mostly stands elsewhere too.
 */
function worthOf({ part }: Section, { kind }: Run, isWrapper: boolean): number {
  if (part === 'error') return 6;
  if (isWrapper) return 0.5;
  if (kind === 'llm') return part === 'output' ? 4 : 0.4;
  if (kind === 'tool' || kind === 'retriever') return part === 'input' ? 4 : 1.5;
  return 2;
}

/** The text of each section that is shown, whole or in part; others get their mark. */
function choose(view: View, room: number, count: Count): ReadonlyMap<Section, string> {
  const chosen = new Map<Section, string>();
  const sections = view.rows.flatMap((row) => row?.sections ?? []);
  const gaps = view.rows.filter((row, index) => row === null && view.rows[index - 1] !== null).length;
  let left = room - view.tokens - gaps * GAP;
  const byWorth = sections.toSorted((one, other) => one.tokens / one.worth - other.tokens / other.worth);
  const tooLong: Costed[] = [];
  for (const costed of byWorth) {
    const { section, tokens, markTokens } = costed;
    if (tokens - markTokens > left) {
      tooLong.push(costed);
      continue;
    }
    chosen.set(section, shown(section, section.text));
    left -= tokens - markTokens;
  }
  for (const { section, tokens, share } of sharesOf(tooLong, left)) {
    chosen.set(section, shown(section, excerpt(section.text, tokens, share, count)));
  }
  return chosen;
}

/** What is left, for excerpts: to as many as it is enough for, by worth. */
function sharesOf(tooLong: readonly Costed[], left: number): readonly (Costed & Readonly<{ share: number }>)[] {
  const taken = tooLong.slice(0, Math.max(0, Math.floor(left / SMALLEST_EXCERPT)));
  const worth = taken.reduce((sum, costed) => sum + costed.worth, 0);
  return taken.map((costed) => ({ ...costed, share: (left * costed.worth) / worth + costed.markTokens }));
}

function assemble({ top, rows }: View, chosen: ReadonlyMap<Section, string>): string {
  const lines = [top];
  let missing = 0;
  for (const row of [...rows, undefined]) {
    if (row === null) {
      missing++;
      continue;
    }
    if (missing > 0) lines.push(`[… ${missing.toLocaleString('en')} runs left out]`);
    missing = 0;
    if (row) lines.push(row.header, ...row.sections.map(({ section, mark }) => chosen.get(section) ?? mark));
  }
  return lines.join('\n');
}

function shown({ part }: Section, text: string): string {
  return `${part}:${text.includes('\n') ? '\n' : ' '}${text}`;
}

/** The last resort, for budgets that not even the headers fit in: the start of the text. */
function cutTo(text: string, budgetTokens: number, count: Count): string {
  let length = Math.min(text.length, budgetTokens * 16);
  while (length > 0) {
    const start = text.slice(0, length).toWellFormed();
    const tokens = count(start);
    if (tokens <= budgetTokens) return start;
    length = Math.min(length - 1, Math.floor((length * budgetTokens) / tokens));
  }
  return '';
}
