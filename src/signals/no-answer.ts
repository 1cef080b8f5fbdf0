import type { Run } from '../domain/trace.ts';
import { findAnswer } from '../refine/suspects/find-answer.ts';
import type { Seen, SignalRule } from './signal.ts';

/** The trace ends, and nobody has said anything to the user. */
export const noAnswer: SignalRule = {
  name: 'no-answer',
  weight: 0.5,
  look(seen) {
    const last = lastRun(seen);
    if (!last || findAnswer(seen)) return [];
    return [{ runIds: [last.id], detail: `No final answer was given: “${last.name}” came last, and said nothing.` }];
  },
};

function lastRun({ trace, calls }: Seen): Run | undefined {
  return trace.runs.findLast(({ id }) => calls.has(id)) ?? trace.runs.at(-1);
}
