import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/domain/errors.ts';
import { openAi } from '../../src/models/openai.ts';
import type { ServiceTier } from '../../src/models/provider.ts';
import { minuteBudget } from '../../src/store/minute-budget.ts';
import { type Answer, json, someServer } from './serve-answers.ts';

const serve = someServer();
const request = { system: 'S', user: 'U', schemaName: 'answer', schema: { type: 'object' }, maxOutputTokens: 100 };
async function modelOf(answer: Answer, serviceTier?: ServiceTier) {
  return modelAt(await serve(answer), serviceTier);
}
function modelAt(at: string, serviceTier?: ServiceTier) {
  const baseUrl = `${at}/v1`;
  const budget = minuteBudget({ tokens: 1_000_000, requests: 100_000 });
  const options = { model: 'some-model', overrules: false, standIn: false, apiKey: 'some~odd~key', timeoutMs: 2_000 };
  return openAi({ ...options, baseUrl, budget, serviceTier });
}
const backgroundOf = async (answer: Answer) => backgroundAt(await serve(answer));
function backgroundAt(at: string) {
  const { background } = modelAt(at);
  if (!background) throw new Error('nothing goes on in the background');
  return background;
}
const failed = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const response = (status: string, about: object = {}) => ({ id: 'resp_1', status, output: [], ...about });
const message = (text: string) => ({ type: 'message', content: [{ type: 'output_text', text }] });

describe('an answer in the background', () => {
  it('is begun with what is stored, and has a name for any process', async () => {
    const seen: unknown[] = [];
    const background = await backgroundOf(({ method, url }, answer, body) => {
      seen.push(method, url, body);
      json(answer, 200, response('queued'));
    });
    expect(await background.begin({ ...request, shared: { text: 'T', key: 'RF-1' } })).toBe('resp_1');
    expect(seen).toEqual(['POST', '/v1/responses', expect.objectContaining({ background: true, store: true })]);
    expect(seen[2]).toMatchObject({ model: 'some-model', instructions: 'S', prompt_cache_key: 'RF-1' });
  });

  it('is worked at until it is there, with what it cost', async () => {
    const states = [
      response('queued'),
      response('in_progress'),
      response('completed', {
        output: [message('{"a":1}')],
        model: 'some-model-2026',
        usage: { input_tokens: 11, output_tokens: 7 },
      }),
    ];
    const seen: unknown[] = [];
    const background = await backgroundOf(({ method, url }, answer) => {
      seen.push(`${method} ${url}`);
      json(answer, 200, states[seen.length - 1]);
    });
    expect(await background.collect('resp_1')).toBe('working');
    expect(await background.collect('resp_1')).toBe('working');
    expect(await background.collect('resp_1')).toEqual({
      text: '{"a":1}',
      model: 'some-model-2026',
      usage: { inputTokens: 11, outputTokens: 7 },
    });
    expect(seen).toEqual(Array(3).fill('GET /v1/responses/resp_1'));
  });

  it('tells that it came to its limit', async () => {
    const cut = { output: [message('{"a"')], incomplete_details: { reason: 'max_output_tokens' } };
    const background = await backgroundOf((_, answer) => json(answer, 200, response('incomplete', cut)));
    expect(await background.collect('resp_1')).toMatchObject({ text: '{"a"', model: 'some-model', finish: 'length' });
  });

  it.each<[string, number, unknown]>([
    ['was cancelled', 200, response('cancelled')],
    [
      'failed for no fault of the request',
      200,
      response('failed', { error: { code: 'server_error', message: 'oops' } }),
    ],
    ['failed without a reason', 200, response('failed')],
    ['is not kept any more', 404, { error: { message: 'not found' } }],
  ])('that %s is gone', async (_what, status, body) => {
    const background = await backgroundOf((_, answer) => json(answer, status, body));
    expect(await background.collect('resp_1')).toBe('gone');
  });

  it.each<[string, number, unknown, string, string]>([
    [
      'failed for the request',
      200,
      response('failed', { error: { code: 'invalid_prompt', message: 'no' } }),
      'model-unsuited',
      'invalid_prompt: no',
    ],
    ['is of nobody who may have it', 401, { error: { message: 'no' } }, 'model-denied', '401 no'],
    ['is behind a page', 200, 'Welcome', 'model-unavailable', 'something else than a response'],
  ])('that %s is no answer', async (_what, status, body, kind, detail) => {
    const background = await backgroundOf((_, answer) => json(answer, status, body));
    const failure = await failed(background.collect('resp_1'));
    expect(failure).toMatchObject({ kind, detail: expect.stringContaining(detail) });
  });

  it('has no name where the server begins none', async () => {
    const background = await backgroundOf((_, answer) => json(answer, 200, { output: [] }));
    expect(kindOf(await failed(background.begin(request)))).toBe('model-unavailable');
  });

  it('is no way out of the path', async () => {
    let asked: string | undefined;
    const background = await backgroundOf(({ url }, answer) => {
      asked = url;
      json(answer, 200, response('queued'));
    });
    await background.collect('../files/a?b');
    expect(asked).toBe('/v1/responses/..%2Ffiles%2Fa%3Fb');
  });

  it.each([
    ['under way', 200, response('cancelled')],
    ['over', 400, { error: { message: 'Cannot cancel a completed response.' } }],
    ['unknown', 404, { error: { message: 'not found' } }],
  ])('is cancelled when it is %s', async (_what, status, body) => {
    const seen: string[] = [];
    const background = await backgroundOf(({ method, url }, answer) => {
      seen.push(`${method} ${url}`);
      json(answer, status, body);
    });
    await background.cancel('resp_1');
    expect(seen).toEqual(['POST /v1/responses/resp_1/cancel']);
  });

  it('is not said to be cancelled when nobody could be told', async () => {
    const background = await backgroundOf((_, answer) => json(answer, 500, { error: { message: 'oops' } }));
    expect(kindOf(await failed(background.cancel('resp_1')))).toBe('model-unavailable');
  });

  it('is known where the server gave it at once, to whoever asked alone, and once', async () => {
    const done = response('completed', { output: [message('{"a":1}')], usage: { input_tokens: 3, output_tokens: 2 } });
    const seen: string[] = [];
    const at = await serve(({ method, url }, answer) => {
      seen.push(`${method} ${url}`);
      json(answer, 200, done);
    });
    const background = backgroundAt(at);
    const job = await background.begin(request);
    const reply = { text: '{"a":1}', model: 'some-model', usage: { inputTokens: 3, outputTokens: 2 } };
    expect(await backgroundAt(at).collect(job)).toBe('gone');
    expect(await background.collect(job)).toEqual(reply);
    expect(await background.collect(job)).toBe('gone');
    await background.cancel(job);
    expect(seen).toEqual(['POST /v1/responses']);
  });

  it('is asked for as usual where the server will not have it otherwise', async () => {
    const stored: unknown[] = [];
    const background = await backgroundOf((_, answer, body) => {
      stored.push([body.background, body.store]);
      if (body.background) json(answer, 400, { error: { message: 'Unknown parameter: background' } });
      else json(answer, 200, response('completed', { output: [message('{}')] }));
    });
    expect(await background.collect(await background.begin(request))).toMatchObject({ text: '{}' });
    expect(stored).toEqual([
      [true, true],
      [undefined, false],
    ]);
  });

  it('that is refused either way says why', async () => {
    const background = await backgroundOf((_, answer) => json(answer, 400, { error: { message: 'too long' } }));
    const failure = await failed(background.begin(request));
    expect(failure).toMatchObject({ kind: 'model-unsuited', detail: expect.stringContaining('too long') });
  });
});

describe('a service tier', () => {
  const done = response('completed', { output: [message('{}')] });

  it('is asked for by questions of ours alone', async () => {
    const tiers: unknown[] = [];
    const model = await modelOf((_, answer, body) => {
      tiers.push(body.service_tier);
      json(answer, 200, done);
    }, 'priority');
    await model.answer(request);
    await model.background?.begin(request);
    await model.replay({ runId: 'r', model: null, messages: [], tools: [], responseFormat: null, parameters: {} });
    expect(tiers).toEqual(['priority', 'priority', undefined]);
  });

  it.each([
    ['Resource unavailable', ['flex', 'default']],
    ['Rate limit reached for some-model', ['flex']],
    ['You exceeded your current quota', ['flex']],
  ])('that is cheap is left where it has no room: %s', async (why, expected) => {
    const tiers: unknown[] = [];
    const model = await modelOf((_, answer, body) => {
      tiers.push(body.service_tier);
      if (body.service_tier === 'flex') json(answer, 429, { error: { message: why } });
      else json(answer, 200, done);
    }, 'flex');
    await failed(model.answer(request));
    expect(tiers).toEqual(expected);
  });
});
