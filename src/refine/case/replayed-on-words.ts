import type { Reproduction } from '../../domain/verdict.ts';
import { shorten } from '../text/shorten.ts';

const NAME_CHARS = 60;
const WHY = {
  set: 'which is set for all replays',
  family: 'the nearest of those that I may ask',
  size: 'the nearest of those that I may ask',
  default: 'for I have none like it',
} as const;

/** How what was replayed differs from what the agent did, a sentence each; none where it does not. */
export function replayedOnWords({
  level,
  replayedOn,
  leftOut = [],
  standIn,
}: Pick<Reproduction, 'level' | 'replayedOn' | 'leftOut' | 'standIn'>): readonly string[] {
  const played = level === 'trajectory' ? [PLAYED] : [];
  const without = leftOut.length === 0 ? [] : [`It was sent without ${leftOut.join(', ')}.`];
  if (!replayedOn || standIn) return [...played, ...without];
  const { recorded, used, why } = replayedOn;
  const asked = shorten(used, NAME_CHARS);
  if (why === 'recorded') return [...played, ...without];
  if (why === 'unrecorded' || recorded === null)
    return [...played, `The trace does not tell which model the agent used; I tried it on ${asked}.`, ...without];
  return [
    ...played,
    `The agent used ${shorten(recorded, NAME_CHARS)}; I tried it on ${asked}, ${WHY[why]}.`,
    ...without,
  ];
}

const PLAYED = 'The agent went on to its answer, with what its tools brought in the trace; no tool was used again.';
