import type { StepNews } from '../../ports.ts';

/** How far the replays of a revision have come, by what is tried: `reproduce`, `try h1`. */
export type Progress = ReadonlyMap<string, Readonly<{ done: number; of: number }>>;

export const NO_PROGRESS: Progress = new Map();

/** `try h1 3/5`: the third of five replays. */
const COUNTED = /^(.+) \d+\/(\d+)$/;

/** After one more step: steps that are not counted, or have not ended, change nothing. */
export function progressAfter(before: Progress, { step, state }: Pick<StepNews, 'step' | 'state'>): Progress {
  const [, what, of] = COUNTED.exec(step) ?? [];
  if (what === undefined || state === 'failed') return before;
  const done = (before.get(what)?.done ?? 0) + (state === 'done' ? 1 : 0);
  return new Map([...before, [what, { done: Math.min(done, Number(of)), of: Number(of) }]]);
}
