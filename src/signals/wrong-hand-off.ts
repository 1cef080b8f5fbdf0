import type { Run } from '../domain/trace.ts';
import type { Seen, SignalRule } from './signal.ts';

const HANDS_OVER = /^(?:transfer|hand_?(?:off|over)|delegate|route|escalate|switch)_?(?:back_)?to_(\w{1,60})$/i;

/** The work was handed to somebody who gave it back at once, or who never took it. */
export const wrongHandOff: SignalRule = {
  name: 'wrong-hand-off',
  weight: 0.5,
  look(seen) {
    const handOffs = handOffsIn(seen);
    const names = handOffs.length > 0 ? seen.trace.runs.map(({ name }) => plain(name)) : [];
    const isNamed = (handOff: HandOff, from: number) =>
      names.some((name, index) => index > from && name === handOff.to);
    /** Agents whose runs are not named after them can't be seen to take over. */
    const areSeen = handOffs.some((handOff) => isNamed(handOff, -1));
    return handOffs.flatMap((handOff, index) => {
      const next = handOffs[index + 1];
      const before = handOffs[index - 1];
      if (next && before && next.to === before.to && next.decisions - handOff.decisions <= 1) {
        return [
          {
            runIds: [handOff.run.id, next.run.id],
            detail: `“${handOff.name}” was handed the work and passed it back at once: it went to the wrong one.`,
          },
        ];
      }
      if (!areSeen || isNamed(handOff, handOff.index)) return [];
      return [{ runIds: [handOff.run.id], detail: `The work was handed to “${handOff.name}”, who never took it up.` }];
    });
  },
};

/** `decisions`: how many calls of a model came before. */
type HandOff = Readonly<{ run: Run; index: number; name: string; to: string; decisions: number }>;

function handOffsIn({ trace, calls }: Seen): readonly HandOff[] {
  let decisions = 0;
  return trace.runs.flatMap((run, index) => {
    if (run.kind !== 'llm') return [];
    decisions++;
    return (calls.get(run.id)?.output.toolCalls ?? []).flatMap((toolCall) => {
      const name = HANDS_OVER.exec(toolCall.name)?.[1];
      return name === undefined ? [] : [{ run, index, name: name.replaceAll('_', ' '), to: plain(name), decisions }];
    });
  });
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .replace(/agent$/, '');
}
