import { expect, it } from 'vitest';
import { RefineryError } from '../../src/domain/errors.ts';
import { UNBOUND } from '../../src/flow/prove/bounds.ts';
import { purseOf } from '../../src/flow/prove/purse.ts';
import { answerOf, type Judging, judged, type Replaying } from '../../src/flow/prove/replay-call.ts';
import { slotsFor } from '../../src/flow/slots.ts';
import type { Model, ReplayOutcome } from '../../src/ports.ts';
import { someCall, someModel, someOutput } from './some.ts';

const usage = { inputTokens: 90, outputTokens: 9 };
const answers = async () => ({ output: someOutput('Yes.'), model: 'some/model', usage });
const daySpent = () => Promise.reject(new RefineryError('day-spent', 'spent'));

/** What a proof shares, of which one answer needs next to nothing. */
const playing = (replayer: Model | undefined, shown: Partial<Replaying['shownOn']> = {}): Replaying => ({
  house: { replayer, clock: () => 0, prices: new Map() } as unknown as Replaying['house'],
  steps: { signal: new AbortController().signal, step: () => Promise.reject(new Error('no step')) },
  bounds: UNBOUND,
  shownOn: { model: 'some/model', standIn: false, ...shown },
  purse: purseOf(UNBOUND.cap, [], new Map()),
  slots: slotsFor(1),
});
const ask = (on: Replaying) => answerOf(someCall(), 1, () => {}, on);

it.each([
  ['it is the stand-in itself', someModel({ replay: answers, standIn: true }), true],
  ['the stand-in plays beside it', besides(true), true],
  ['others play, and no stand-in does', besides(), false],
  ['it is another model', someModel({ replay: answers }), false],
])(
  'a proof that is shown on the stand-in goes on with a model only as long as that plays: %s',
  async (_how, replayer, goesOn) => {
    const outcome = await ask(playing(replayer, { standIn: true }));
    expect('silent' in outcome ? outcome.silent : outcome.model).toBe(
      goesOn ? 'some/model' : 'Another model was set meanwhile. Try it once more.',
    );
  },
);

function besides(hasStandIn?: true): Model {
  const usual = someModel({ replay: answers });
  return { ...usual, players: { of: () => usual, usual, names: [usual.name], ...(hasStandIn && { hasStandIn }) } };
}

it('leaves a replay out that would go beyond the day, so that somebody may let the case go on', async () => {
  const outcome = await ask(playing(someModel({ replay: daySpent })));
  expect(outcome).toEqual({
    silent: 'What all cases may cost in a day is used up; the day ends at 24:00 UTC.',
    capped: true,
  });
});

it('counts an answer that could not be judged within the day, and leaves it open', async () => {
  const answered: ReplayOutcome = { output: someOutput('Yes.'), model: 'some/model', usage, tookMs: 1 };
  const judge = (how: Judging) => judged(answered, how, () => {}, playing(someModel()));
  expect(await judge(daySpent)).toMatchObject({ passed: null, capped: true, model: 'some/model', ...usage });
  await expect(judge(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
