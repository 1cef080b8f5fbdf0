import type { Json } from '../../domain/json.ts';
import type { Run } from '../../domain/trace.ts';
import { isObject } from '../trace/look-into-json.ts';
import { plainLines } from './plain-lines.ts';

/** In the order in which they are shown. */
export const PARTS = ['input', 'output', 'error'] as const;
export type Part = (typeof PARTS)[number];

/** One part of one run as it is shown. `number` counts the runs of the trace from 1, in order. */
export type Section = Readonly<{ number: number; part: Part; text: string }>;

/** Shorter lines repeat by accident: they are only cited between lines that repeat. */
const TELLING_LENGTH = 24;
/** A shorter repetition is cheaper to show than to cite. */
const WORTH_CITING = 240;
/** What came out of a run is not torn for less: what it copies may stand in a run that is left out. */
const WORTH_CITING_COPY = 1_200;
const MOST_CITED = 2;
/** Of a repetition in what came out of a run, as many words show where it begins and where it ends. */
const EDGE_WORDS = 5;

/** Where a line was shown first. `lines` are all that were shown there. */
type Place = Readonly<{ where: string; lines: readonly string[]; at: number }>;
type ShownIn = Map<string, Place>;

/** A part of a run, and when it became known. */
type Told = Readonly<{ run: Run; number: number; part: Part; value: Json; atMs: number; isWrapper: boolean }>;

/**
 * The parts of all runs, each text shown once: where it stands again, the run that
 * showed it is cited. What was known first shows it: what came out of a run before
 * what went into the next, and a leaf before the runs that wrap it.
 *
 * @param first what is shown before any run
 */
export function citeRepeats(
  runs: readonly Run[],
  first: Readonly<{ name: string; text: string }> | undefined,
): readonly Section[] {
  const shownIn: ShownIn = new Map();
  if (first) remember(plainLines(first.text), first.name, shownIn);
  const sections = toldIn(runs).flatMap((told) => sectionOf(told, shownIn));
  return sections.sort(
    (one, other) => one.number - other.number || PARTS.indexOf(one.part) - PARTS.indexOf(other.part),
  );
}

/** In the order in which it became known. Runs without a time are taken to follow those before them. */
function toldIn(runs: readonly Run[]): readonly Told[] {
  const parents = new Set(runs.map(({ parentId }) => parentId));
  let nowMs = Number.NEGATIVE_INFINITY;
  const told = runs.flatMap((run, index): readonly Told[] => {
    const isWrapper = parents.has(run.id);
    nowMs = Math.max(nowMs, run.startMs ?? nowMs);
    const doneMs = isWrapper && run.endMs === null ? Number.POSITIVE_INFINITY : Math.max(nowMs, run.endMs ?? nowMs);
    const common = { run, number: index + 1, isWrapper };
    return [
      { ...common, part: 'input', value: run.inputs, atMs: isWrapper ? Number.POSITIVE_INFINITY : nowMs },
      { ...common, part: 'output', value: run.outputs, atMs: doneMs },
      { ...common, part: 'error', value: run.error, atMs: doneMs },
    ];
  });
  return told.sort(
    (one, other) =>
      compare(one.atMs, other.atMs) ||
      Number(one.isWrapper) - Number(other.isWrapper) ||
      one.number - other.number ||
      PARTS.indexOf(one.part) - PARTS.indexOf(other.part),
  );
}

/** Not by difference: infinities have none. */
function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function sectionOf({ run, number, part, value, isWrapper }: Told, shownIn: ShownIn): readonly Section[] {
  const lines = plainLines(unwrap(value, part));
  const isGiven = isWrapper || (part === 'input' && run.kind !== 'tool' && run.kind !== 'retriever');
  const text = isGiven ? withoutKnown(lines, shownIn) : withoutCopies(lines, shownIn);
  remember(lines, `run ${number} ${part}`, shownIn);
  return text === '' ? [] : [{ number, part, text }];
}

/** `{ output: … }`: recorders put what is no object under the name of its part. */
function unwrap(value: Json, part: Part): Json {
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return entries.length === 1 && entries[0]?.[0] === part ? entries[0][1] : value;
}

function remember(lines: readonly string[], where: string, shownIn: ShownIn): void {
  lines.forEach((line, at) => {
    const key = line.trim();
    if (key.length >= TELLING_LENGTH && !shownIn.has(key)) shownIn.set(key, { where, lines, at });
  });
}

/** What went into a run, or went through a wrapper, is put together from earlier texts: what was shown before is cited, from several places at once. */
function withoutKnown(lines: readonly string[], shownIn: ShownIn): string {
  const shown: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const end = endOfKnown(lines, at, shownIn);
    const stretch = lines.slice(at, Math.max(end, at + 1));
    if (end > at && lengthOf(stretch) >= WORTH_CITING) shown.push(cite(stretch, shownIn));
    else shown.push(...stretch);
    at += stretch.length;
  }
  return shown.join('\n');
}

/** Behind the last telling line of a stretch that was all shown before; `at` itself when none begins there. */
function endOfKnown(lines: readonly string[], at: number, shownIn: ShownIn): number {
  let end = at;
  for (let next = at; next < lines.length; next++) {
    const key = lines[next]?.trim() ?? '';
    if (shownIn.has(key)) end = next + 1;
    else if (key.length >= TELLING_LENGTH || next === at) break;
  }
  return end;
}

function cite(stretch: readonly string[], shownIn: ShownIn): string {
  const places = [...new Set(stretch.flatMap((line) => shownIn.get(line.trim())?.where ?? []))];
  const named = places.slice(0, MOST_CITED).join(', ');
  return `[as in ${named}${places.length > MOST_CITED ? ' and others' : ''}]`;
}

/**
 * What came out of a run is cited only where it is, line for line, what stands in one other
 * place, and with the words that it begins and ends with: so it can be put together again.
 */
function withoutCopies(lines: readonly string[], shownIn: ShownIn): string {
  const shown: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const place = shownIn.get(lines[at]?.trim() ?? '');
    const copied = place ? lengthOfCopy(lines, at, place) : 1;
    const stretch = lines.slice(at, at + copied);
    if (place && lengthOf(stretch) >= WORTH_CITING_COPY) shown.push(citeCopy(stretch, place));
    else shown.push(...stretch);
    at += copied;
  }
  return shown.join('\n');
}

/** In lines, at least one. */
function lengthOfCopy(lines: readonly string[], at: number, place: Place): number {
  let length = 1;
  while (at + length < lines.length && lines[at + length]?.trim() === place.lines[place.at + length]?.trim()) length++;
  return length;
}

function citeCopy(stretch: readonly string[], { where }: Place): string {
  const words = stretch.join(' ').trim().split(/\s+/);
  return `${words.slice(0, EDGE_WORDS).join(' ')} [… as in ${where}] ${words.slice(-EDGE_WORDS).join(' ')}`;
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
