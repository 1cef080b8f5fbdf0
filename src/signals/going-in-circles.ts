import type { Run } from '../domain/trace.ts';
import { type Step, stepsOf } from '../refine/suspects/step-texts.ts';
import type { SignalRule } from './signal.ts';

/** Twice is a second try; from here on it is a loop. */
const LOOP_FROM = 3;
/** Shorter texts ("ok", "next") are the same by nature. */
const SHORTEST = 40;

/** A model that says nearly the same again and again: in its words only figures, case and spacing differ. */
export const goingInCircles: SignalRule = {
  name: 'going-in-circles',
  weight: 0,
  look(seen) {
    const said = stepsOf(seen).filter(({ run, length }) => run.kind === 'llm' && length >= SHORTEST);
    return [...Map.groupBy(said, keyOf).values()]
      .filter(({ length }) => length >= LOOP_FROM)
      .map((steps) => say(steps.map(({ run }) => run)));
  },
};

/** Of two calls of a tool that differ in a figure, each asks for something else. */
function keyOf({ run, text, callsTool }: Step): string {
  return `${run.name}\n${callsTool ? text : inEssence(text)}`;
}

function inEssence(text: string): string {
  return text
    .toLowerCase()
    .replace(/\d+/g, '0')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The second time is where it should have stopped. */
function say(runs: readonly Run[]) {
  const [first, ...again] = runs.map(({ id }) => id);
  const runIds = first === undefined ? again : [...again, first];
  return { runIds, detail: `“${runs[0]?.name}” said nearly the same ${runs.length} times: it was going in circles.` };
}
