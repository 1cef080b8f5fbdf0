import { expect, it } from 'vitest';
import type { ReplayedOn } from '../../src/domain/verdict.ts';
import { replayedOnWords } from '../../src/refine/case/replayed-on-words.ts';

const on = (why: ReplayedOn['why'], recorded: string | null = 'claude-opus-5'): ReplayedOn => ({
  recorded,
  used: 'gpt-6.1-terra',
  why,
});

it.each([
  ['recorded', []],
  ['set', ['The agent used claude-opus-5; I tried it on gpt-6.1-terra, which is set for all replays.']],
  ['family', ['The agent used claude-opus-5; I tried it on gpt-6.1-terra, the nearest of those that I may ask.']],
  ['default', ['The agent used claude-opus-5; I tried it on gpt-6.1-terra, for I have none like it.']],
] as const)('says it where another model was asked: %s', (why, words) => {
  expect(replayedOnWords({ replayedOn: on(why), standIn: false })).toEqual(words);
});

it('says it where the trace is silent, where the agent went on, and what was not sent', () => {
  const leftOut = ['the seed', 'penalties'];
  expect(replayedOnWords({ replayedOn: on('unrecorded', null), leftOut, level: 'trajectory', standIn: false })).toEqual(
    [
      'The agent went on to its answer, with what its tools brought in the trace; no tool was used again.',
      'The trace does not tell which model the agent used; I tried it on gpt-6.1-terra.',
      'It was sent without the seed, penalties.',
    ],
  );
});

it('leaves it to the mark of the stand-in, and says nothing of what was kept before this was told', () => {
  expect(replayedOnWords({ replayedOn: on('default'), standIn: true })).toEqual([]);
  expect(replayedOnWords({ standIn: false })).toEqual([]);
});
