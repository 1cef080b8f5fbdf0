import { expect, it } from 'vitest';
import { type ErrorKind, kindOf, RefineryError } from '../../src/domain/errors.ts';
import { steadfast } from '../../src/flow/analyst/steadily.ts';
import type { ModelRequest } from '../../src/ports.ts';
import { someModel } from './some.ts';

const request: ModelRequest = { system: '', user: '', schemaName: 's', schema: {}, maxOutputTokens: 1 };

/** Answers after so many failures. */
function failing(kind: ErrorKind, times: number, signal?: AbortSignal) {
  let asked = 0;
  const model = someModel({
    async answer() {
      asked++;
      if (asked <= times) throw new RefineryError(kind, 'down');
      return { text: 'yes', model: 'some', usage: { inputTokens: 1, outputTokens: 1 } };
    },
  });
  const answered = steadfast(model, 1)
    .answer(request, signal)
    .then(({ text }) => text, kindOf);
  return answered.then((outcome) => [outcome, asked]);
}

it.each([
  ['a failure that passes', 'model-unavailable', 2, ['yes', 3]],
  ['one that does not', 'model-unavailable', 3, ['model-unavailable', 3]],
  ['a wrong key', 'model-denied', 1, ['model-denied', 1]],
  ['a request that is refused', 'model-unsuited', 1, ['model-unsuited', 1]],
] as const)('%s: asks again only where that may help', async (_, kind, times, expected) => {
  expect(await failing(kind, times)).toEqual(expected);
});

it('asks no more after a Stop', async () => {
  expect(await failing('model-unavailable', 1, AbortSignal.abort())).toEqual(['model-unavailable', 1]);
});
