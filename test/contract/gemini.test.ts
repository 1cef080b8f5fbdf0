import { expect, it } from 'vitest';
import { kindOf } from '../../src/domain/errors.ts';
import { geminiProvider } from '../../src/models/gemini.ts';
import type { RateLimits } from '../../src/ports.ts';
import { type Answer, json, someServer } from './serve-answers.ts';

/** What only Google does so; the rest is in model.test.ts. */

const serve = someServer();
const request = { system: 'S', user: 'U', schemaName: 'answer', schema: { type: 'object' }, maxOutputTokens: 100 };
async function modelOf(answer: Answer, learned: RateLimits[] = []) {
  const budget = {
    reserve: async () => ({ settle: () => {} }),
    learn: (said: RateLimits) => learned.push(said),
    tokensPerMinute: async () => 1e9,
  };
  const settings = { apiKey: 'key', baseUrl: await serve(answer), overrules: false, timeoutMs: 2_000, budget };
  return geminiProvider.open('gemini-3-pro', settings);
}
const refusal = (code: number, details: unknown) => ({ error: { code, message: 'no', status: 'SOME', details } });
const retryInfo = (retryDelay: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });

it('waits as long as the body of a refusal says', async () => {
  const learned: RateLimits[] = [];
  let tries = 0;
  const model = await modelOf((_request, response) => {
    tries++;
    const quota = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [] };
    if (tries === 1) json(response, 429, refusal(429, [null, quota, retryInfo('37.5s')]));
    else json(response, 200, { candidates: [{ content: { parts: [{ text: '{}' }] }, finishReason: 'STOP' }] });
  }, learned);
  expect((await model.answer(request)).text).toBe('{}');
  expect(learned).toEqual([{ waitMs: 37_500 }, {}]);
});

it.each([
  ['for longer than a minute', refusal(429, [retryInfo('3600s')])],
  ['for no time that can be read', refusal(429, [retryInfo(7), retryInfo('soon')])],
  ['without an end', { error: { message: 'no', details: 'x'.repeat(200_000) } }],
])('does not wait %s', async (how, body) => {
  let tries = 0;
  const model = await modelOf((_request, response) => {
    tries++;
    json(response, 429, body);
  });
  // What is too long to be read says nothing of limits, either.
  const kind = how === 'without an end' ? 'model-unavailable' : 'model-limited';
  expect(kindOf(await model.answer(request).catch((error: unknown) => error))).toBe(kind);
  expect(tries).toBe(1);
});

const KEY_INVALID = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' };

it.each([
  ['a wrong key', refusal(400, [{ '@type': 'x' }, KEY_INVALID]), 'model-denied'],
  ['a wrong key, in a list', [refusal(400, [KEY_INVALID])], 'model-denied'],
  ['a wrong request', refusal(400, [{ reason: 'OTHER' }]), 'model-unsuited'],
])('answers %s with 400, which is told apart', async (_what, body, kind) => {
  const model = await modelOf((_request, response) => json(response, 400, body));
  expect(kindOf(await model.answer(request).catch((error: unknown) => error))).toBe(kind);
});

it('refuses a prompt without a candidate', async () => {
  const model = await modelOf((_request, response) =>
    json(response, 200, {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 3 },
    }),
  );
  expect(await model.answer(request)).toEqual({
    text: '',
    model: 'gemini-3-pro',
    finish: 'refused',
    usage: { inputTokens: 3, outputTokens: 0 },
  });
});
