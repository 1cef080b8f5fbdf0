import type { Run } from '../domain/trace.ts';
import { plainLines } from './plain-lines.ts';

export type Part = 'input' | 'output' | 'error';

/** One part of one run as it is shown. `number` counts the runs of the trace from 1, in order. */
export type Section = Readonly<{ number: number; part: Part; text: string }>;

/** Shorter lines repeat by accident: they are only cited between lines that repeat. */
const TELLING_LENGTH = 24;
/** A shorter repetition is cheaper to show than to cite. */
const WORTH_CITING = 400;
const MOST_CITED = 3;

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
  if (first) for (const line of plainLines(first.text)) remember(line, first.name, shownIn);

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
    const lines = plainLines(value);
    const text = textOf(lines, shownIn);
    for (const line of lines) remember(line, `run ${number} ${part}`, shownIn);
    return text === '' ? [] : [{ number, part, text }];
  });
}

function remember(line: string, where: string, shownIn: Map<string, string>): void {
  const key = line.trim();
  if (key.length >= TELLING_LENGTH && !shownIn.has(key)) shownIn.set(key, where);
}

function textOf(lines: readonly string[], shownIn: ReadonlyMap<string, string>): string {
  const shown: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const end = endOfRepeat(lines, at, shownIn);
    const stretch = lines.slice(at, Math.max(end, at + 1));
    const length = stretch.reduce((sum, line) => sum + line.length, 0);
    if (end > at && length >= WORTH_CITING) shown.push(cite(stretch, shownIn));
    else shown.push(...stretch);
    at += stretch.length;
  }
  return shown.join('\n');
}

/** Behind the last telling line of a stretch that was all shown before; `at` itself when none begins there. */
function endOfRepeat(lines: readonly string[], at: number, shownIn: ReadonlyMap<string, string>): number {
  let end = at;
  for (let next = at; next < lines.length; next++) {
    const key = lines[next]?.trim() ?? '';
    if (shownIn.has(key)) end = next + 1;
    else if (key.length >= TELLING_LENGTH || next === at) break;
  }
  return end;
}

function cite(stretch: readonly string[], shownIn: ReadonlyMap<string, string>): string {
  const places = [...new Set(stretch.flatMap((line) => shownIn.get(line.trim()) ?? []))];
  const named = places.slice(0, MOST_CITED).join(', ');
  return `[as in ${named}${places.length > MOST_CITED ? ' and others' : ''}]`;
}
