import type { Run, SafeTrace } from '../domain/trace.ts';
import { citeRepeats, type Section } from './cite-repeats.ts';
import { excerpt, leftOut } from './excerpt.ts';
import { findTask } from './find-task.ts';
import { headingMark, numbersOf, outlineRun, rankOf } from './outline-runs.ts';

type Count = (text: string) => number;

/** Of the budget, at most: for the task, and for the headers of the runs. */
const TASK_SHARE = 0.2;
const HEADERS_SHARE = 0.6;
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

/** A section of a run, with what it costs to show it and to say that it is left out. */
type Costed = Readonly<{ section: Section; worth: number; tokens: number; mark: string; markTokens: number }>;

/** `null` in place of a header: the run is only counted. */
type View = Readonly<{ top: string; headers: readonly (string | null)[]; sections: readonly Costed[]; tokens: number }>;

function viewOf(trace: SafeTrace, budgetTokens: number, count: Count): View {
  const task = findTask(trace);
  const sections = citeRepeats(trace.runs, task === undefined ? undefined : { name: 'the task', text: task });
  const mark = headingMark([task ?? '', ...sections.map(({ text }) => text)]);
  const numbers = numbersOf(trace.runs);
  const lines = trace.runs.map((run) => outlineRun(run, numbers, mark));
  const headers = headersWithin(lines, trace.runs, budgetTokens * HEADERS_SHARE, count);
  const top = [`${mark} trace: ${trace.runs.length} runs, numbered in order`];
  if (task !== undefined) top.push(`${mark} task`, excerpt(task, count(task), budgetTokens * TASK_SHARE, count));
  const parents = new Set(trace.runs.map(({ parentId }) => parentId));
  const costed = sections.flatMap((section): readonly Costed[] => {
    const run = trace.runs[section.number - 1];
    if (!run || headers[section.number - 1] === null) return [];
    const tokens = count(shown(section, section.text));
    const left = shown(section, leftOut(tokens));
    return [
      { section, worth: worthOf(section, run, parents.has(run.id)), tokens, mark: left, markTokens: count(left) },
    ];
  });
  const tokens = count([...top, ...headers].join('\n'));
  return { top: top.join('\n'), headers, sections: costed, tokens };
}

/** All of them; when they are too many, those of decisions, the earlier of equals. */
function headersWithin(lines: readonly string[], runs: readonly Run[], room: number, count: Count): View['headers'] {
  if (count(lines.join('\n')) <= room) return lines;
  const kept = new Set<number>();
  let left = room;
  const ranked = runs.map((run, index) => ({ index, rank: rankOf(run) })).sort((one, other) => one.rank - other.rank);
  for (const { index } of ranked) {
    left -= count(lines[index] ?? '') + 1;
    if (left < 0) break;
    kept.add(index);
  }
  return lines.map((line, index) => (kept.has(index) ? line : null));
}

function worthOf({ part }: Section, { kind }: Run, isWrapper: boolean): number {
  if (part === 'error') return 6;
  if (isWrapper) return 1;
  if (kind === 'llm') return part === 'output' ? 4 : 1;
  if (kind === 'tool' || kind === 'retriever') return part === 'input' ? 4 : 1.5;
  return 2;
}

/** The text of each section that is shown, whole or in part; others get their mark. */
function choose(view: View, room: number, count: Count): ReadonlyMap<Section, string> {
  const chosen = new Map<Section, string>();
  let left = room - view.tokens - view.sections.reduce((sum, { markTokens }) => sum + markTokens + 1, 0);
  const byWorth = view.sections.toSorted((one, other) => one.tokens / one.worth - other.tokens / other.worth);
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

function assemble({ top, headers, sections }: View, chosen: ReadonlyMap<Section, string>): string {
  const bodies = Map.groupBy(sections, ({ section }) => section.number);
  const lines = [top];
  let missing = 0;
  headers.forEach((header, index) => {
    if (header === null) {
      missing++;
      return;
    }
    if (missing > 0) lines.push(`[… ${missing.toLocaleString('en')} runs left out]`);
    missing = 0;
    lines.push(header);
    for (const { section, mark } of bodies.get(index + 1) ?? []) lines.push(chosen.get(section) ?? mark);
  });
  if (missing > 0) lines.push(`[… ${missing.toLocaleString('en')} runs left out]`);
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
