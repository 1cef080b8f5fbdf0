import type { Run } from '../domain/trace.ts';
import { type Shown, showJson } from './show-json.ts';

export type Part = 'input' | 'output' | 'error';

/** One part of one run as it is shown. `number` counts the runs of the trace from 1, in order. */
export type Section = Readonly<{ number: number; part: Part; text: string }>;

/** Shorter lines repeat by accident: they are only cited between lines that repeat. */
const TELLING_LENGTH = 24;
/** A shorter repetition is cheaper to show than to cite. */
const WORTH_CITING = 80;
const MOST_CITED = 3;
/** A line that is longer is taken apart at its sentences. */
const LONG_LINE = 400;

/**
 * The parts of all runs, each text shown once: where it stands again, the run that
 * showed it is cited. Leaves come before the runs that wrap them, so that
 * a text stands where it was made; else who came first shows it.
 *
 * @param first what is shown before any run
 */
export function citeRepeats(
  runs: readonly Run[],
  first: Readonly<{ name: string; text: string }> | undefined,
): readonly Section[] {
  const shownIn = new Map<string, string>();
  if (first) for (const piece of piecesOf([{ path: '', text: first.text }])) remember(piece, first.name, shownIn);

  const parents = new Set(runs.map(({ parentId }) => parentId));
  const numbered = runs.map((run, index) => ({ run, number: index + 1 }));
  const leaves = numbered.filter(({ run }) => !parents.has(run.id));
  const wrappers = numbered.filter(({ run }) => parents.has(run.id));
  const sections = [...leaves, ...wrappers].flatMap(({ run, number }) => sectionsOf(run, number, shownIn));
  return sections.sort((one, other) => one.number - other.number);
}

function sectionsOf({ inputs, outputs, error }: Run, number: number, shownIn: Map<string, string>): readonly Section[] {
  const parts = [
    { part: 'input', value: inputs },
    { part: 'output', value: outputs },
    { part: 'error', value: error },
  ] as const;
  return parts.flatMap(({ part, value }): readonly Section[] => {
    const pieces = piecesOf(showJson(value));
    const text = textOf(pieces, shownIn);
    for (const piece of pieces) remember(piece, `run ${number} ${part}`, shownIn);
    return text === '' ? [] : [{ number, part, text }];
  });
}

/** A line or sentence: as it is shown, and as it is known again. */
type Piece = Readonly<{ shown: string; key: string }>;

function piecesOf(shown: readonly Shown[]): readonly Piece[] {
  return shown.flatMap(({ path, text }) => {
    const lines = linesOf(text);
    const label = path === '' ? '' : `${path}:${lines.length > 1 ? '\n' : ' '}`;
    return lines.map((line, index) => {
      const isLast = index === lines.length - 1 && !line.endsWith('\n');
      return { shown: `${index === 0 ? label : ''}${line}${isLast ? '\n' : ''}`, key: line.trim() };
    });
  });
}

/** Verbatim: joined, the lines are the text. Escaped line breaks count where there are no real ones. */
function linesOf(text: string): readonly string[] {
  const lines = text.includes('\n') ? text.split(/(?<=\n)/) : text.split(/(?<=\\n)/);
  return lines.flatMap((line) => (line.length > LONG_LINE ? line.split(/(?<=[.!?;] )/) : [line]));
}

function remember({ key }: Piece, where: string, shownIn: Map<string, string>): void {
  if (key.length >= TELLING_LENGTH && !shownIn.has(key)) shownIn.set(key, where);
}

function textOf(pieces: readonly Piece[], shownIn: ReadonlyMap<string, string>): string {
  let text = '';
  let at = 0;
  while (at < pieces.length) {
    const end = endOfRepeat(pieces, at, shownIn);
    const stretch = pieces.slice(at, Math.max(end, at + 1));
    const length = stretch.reduce((sum, { key }) => sum + key.length, 0);
    text += end > at && length >= WORTH_CITING ? cite(stretch, shownIn) : stretch.map(({ shown }) => shown).join('');
    at += stretch.length;
  }
  return text.trimEnd();
}

/** Behind the last telling line of a stretch that was all shown before; `at` itself when none begins there. */
function endOfRepeat(pieces: readonly Piece[], at: number, shownIn: ReadonlyMap<string, string>): number {
  let end = at;
  for (let next = at; next < pieces.length; next++) {
    const key = pieces[next]?.key ?? '';
    if (shownIn.has(key)) end = next + 1;
    else if (key.length >= TELLING_LENGTH || next === at) break;
  }
  return end;
}

function cite(stretch: readonly Piece[], shownIn: ReadonlyMap<string, string>): string {
  const places = [...new Set(stretch.flatMap(({ key }) => shownIn.get(key) ?? []))];
  const named = places.slice(0, MOST_CITED).join(', ');
  return `[as in ${named}${places.length > MOST_CITED ? ' and others' : ''}]\n`;
}
