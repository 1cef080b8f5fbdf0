import type { Run } from '../../domain/trace.ts';
import { shorten } from '../text/shorten.ts';

const MOST_CHARS = 200;

/** A line that begins with this mark is ours: no text of the trace has such a line. */
export function headingMark(texts: readonly string[]): string {
  let longest = 1;
  for (const text of texts) {
    if (!text.includes('#')) continue;
    for (const [, hashes = ''] of text.matchAll(/^(#{1,200}) /gm)) longest = Math.max(longest, hashes.length);
  }
  return '#'.repeat(longest + 1);
}

/**
 * One line for a run: its number, the run it is in (unless that is the first) or that it is a root,
 * kind, name, and the status unless it is ok. Numbers count from 1, in order. `idOf` goes behind it.
 */
export function outlineRun(run: Run, numbers: ReadonlyMap<string, number>, mark: string): string {
  const { id, parentId, kind, name, status, model } = run;
  const number = numbers.get(id);
  const parent = parentId === null ? undefined : numbers.get(parentId);
  const within = parent === 1 || number === 1 ? '' : parent === undefined ? ' root' : ` in ${parent}`;
  const by = model === null || model === name ? '' : ` ${shorten(model, MOST_CHARS)}`;
  return `${mark} run ${number}${within} ${kind} ${shorten(name, MOST_CHARS)}${by}${status === 'ok' ? '' : ` ${status}`}`;
}

export function idOf({ id }: Run): string {
  return ` ${shorten(id, MOST_CHARS)}`;
}

export function numbersOf(runs: readonly Run[]): ReadonlyMap<string, number> {
  return new Map(runs.map(({ id }, index) => [id, index + 1]));
}
