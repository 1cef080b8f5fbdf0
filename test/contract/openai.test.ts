import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Call, Media, Message } from '../../src/domain/call.ts';
import { kindOf } from '../../src/domain/errors.ts';
import { openAi } from '../../src/models/openai.ts';
import { wireHouse } from '../../src/wiring.ts';
import { someCall } from '../unit/some.ts';
import { type Answer, json, someServer } from './serve-answers.ts';

const serve = someServer();
const serving = async (answer: Answer) => `${await serve(answer)}/v1`;

const responseOf = (output: unknown[], about: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model: 'some-model-2026',
  output,
  usage: { input_tokens: 11, output_tokens: 7, total_tokens: 18 },
  ...about,
});
const message = (...content: unknown[]) => ({
  type: 'message',
  id: 'm',
  role: 'assistant',
  status: 'completed',
  content,
});
const text = (words: string) => ({ type: 'output_text', text: words, annotations: [] });
const modelAt = (baseUrl: string, about: object = {}) =>
  openAi({
    model: 'some-model',
    overrules: false,
    apiKey: 'key',
    baseUrl,
    standIn: false,
    timeoutMs: 2_000,
    ...about,
  });
async function askedFor(call: Call): Promise<Record<string, unknown>> {
  let asked: Record<string, unknown> = {};
  const url = await serving((_request, response, body) => {
    asked = body;
    json(response, 200, responseOf([message(text('Yes.'))]));
  });
  await modelAt(url).replay(call);
  return asked;
}
const request = { system: 'S', user: 'U', schemaName: 'answer', schema: { type: 'object' }, maxOutputTokens: 100 };

describe('OpenAI Responses', () => {
  it('asks with a strict schema, keeps nothing at the provider, and says what it cost', async () => {
    let asked: Record<string, unknown> = {};
    const url = await serving((_request, response, body) => {
      asked = body;
      json(response, 200, responseOf([message(text('{"a":1}'))]));
    });
    const reply = await modelAt(url).answer(request);
    expect(reply).toEqual({ text: '{"a":1}', model: 'some-model-2026', usage: { inputTokens: 11, outputTokens: 7 } });
    expect(asked).toMatchObject({
      model: 'some-model',
      store: false,
      instructions: 'S',
      input: 'U',
      max_output_tokens: 100,
      text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: { type: 'object' } } },
    });
  });

  it('sends what requests have in common before the question, under one key, and says how much of it was known', async () => {
    let asked: Record<string, unknown> = {};
    const url = await serving((_request, response, body) => {
      asked = body;
      const usage = { input_tokens: 11, output_tokens: 7, input_tokens_details: { cached_tokens: 8 } };
      json(response, 200, responseOf([message(text('{"a":1}'))], { usage }));
    });
    const reply = await modelAt(url).answer({ ...request, shared: { text: 'T', key: 'RF-1' } });
    expect(reply.usage).toEqual({ inputTokens: 11, outputTokens: 7, cachedInputTokens: 8 });
    expect(asked).toMatchObject({
      instructions: 'S',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'T' }] },
        { role: 'user', content: [{ type: 'input_text', text: 'U' }] },
      ],
      prompt_cache_key: 'RF-1',
    });
  });

  it('replays a call as it was: messages, tools, tool results, format and parameters', async () => {
    let asked: Record<string, unknown> = {};
    const url = await serving((_request, response, body) => {
      asked = body;
      json(
        response,
        200,
        responseOf([{ type: 'function_call', id: 'f', call_id: 'c2', name: 'look_up', arguments: '{"id":42}' }]),
      );
    });
    const call = someCall({
      model: 'recorded-model',
      messages: [
        { role: 'system', content: 'S', toolCalls: [], toolCallId: null },
        { role: 'user', content: 'U', toolCalls: [], toolCallId: null },
        {
          role: 'assistant',
          content: '',
          toolCalls: [{ id: 'c1', name: 'look_up', arguments: { id: 1 } }],
          toolCallId: null,
        },
        { role: 'tool', content: 'nothing', toolCalls: [], toolCallId: 'c1' },
      ],
      tools: [{ name: 'look_up', description: 'Finds.', parameters: { type: 'object' } }],
      responseFormat: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } },
      parameters: { temperature: 0.5, max_tokens: 300, frequency_penalty: 1 },
    });
    const { output, usage } = await modelAt(url).replay(call);
    expect(output).toEqual({
      text: '',
      toolCalls: [{ id: 'c2', name: 'look_up', arguments: { id: 42 } }],
      finish: 'tool-calls',
    });
    expect(usage).toEqual({ inputTokens: 11, outputTokens: 7 });
    expect(asked).toEqual({
      model: 'recorded-model',
      store: false,
      input: [
        { type: 'message', role: 'system', content: 'S' },
        { type: 'message', role: 'user', content: 'U' },
        { type: 'function_call', call_id: 'c1', name: 'look_up', arguments: '{"id":1}' },
        { type: 'function_call_output', call_id: 'c1', output: 'nothing' },
      ],
      tools: [
        { type: 'function', name: 'look_up', description: 'Finds.', parameters: { type: 'object' }, strict: false },
      ],
      text: { format: { type: 'json_schema', name: 'n', schema: { type: 'object' } } },
      temperature: 0.5,
      max_output_tokens: 300,
    });
  });

  it.each([
    ['none', 'none'],
    ['auto', 'auto'],
    ['required', 'required'],
    ['any', 'required'],
    [{ type: 'any' }, 'required'],
    [
      { type: 'function', function: { name: 'look_up' } },
      { type: 'function', name: 'look_up' },
    ],
    [
      { type: 'function', name: 'look_up' },
      { type: 'function', name: 'look_up' },
    ],
    [
      { type: 'tool', name: 'look_up' },
      { type: 'function', name: 'look_up' },
    ],
    ['look_up', { type: 'function', name: 'look_up' }],
    ['unknown_tool', undefined],
    [{ type: 'function', function: null }, undefined],
    [7, undefined],
  ])('carries the choice of a tool over: %j as %j', async (recorded, expected) => {
    const tools = [{ name: 'look_up', description: 'Finds.', parameters: { type: 'object' } }];
    const parameters = { tool_choice: recorded, parallel_tool_calls: false };
    const asked = await askedFor(someCall({ tools, parameters }));
    expect(asked.tool_choice).toEqual(expected);
    expect(asked.parallel_tool_calls).toBe(false);

    const toolless = await askedFor(someCall({ parameters }));
    expect(Object.keys(toolless).toSorted()).toEqual(['input', 'model', 'store']);
  });

  it.each([
    [{ reasoning_effort: 'low' }, { effort: 'low' }],
    [{ reasoning: { effort: 'high', summary: 'auto' } }, { effort: 'high' }],
    [{ reasoning_effort: 'extreme' }, undefined],
    [{ reasoning: 'high', stop: ['END'] }, undefined],
  ])('carries over how much to think: %j', async (parameters, expected) => {
    const asked = await askedFor(someCall({ parameters }));
    expect(asked.reasoning).toEqual(expected);
    expect(asked).not.toHaveProperty('stop');
  });

  const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
  const inlaid = (about: Partial<Media> = {}): Media => ({
    kind: 'image',
    mediaType: 'image/png',
    name: null,
    source: { base64: PNG },
    ...about,
  });
  const showing = (content: string, media: readonly Media[], role: Message['role'] = 'user') =>
    someCall({ messages: [{ role, content, media, toolCalls: [], toolCallId: role === 'tool' ? 'c1' : null }] });
  const image = { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${PNG}` };
  const words = (text: string) => ({ type: 'input_text', text });

  it('sends images and files where they stood among the words', async () => {
    const bill = inlaid({ kind: 'file', mediaType: 'application/pdf', name: 'bill.pdf' });
    const shown = inlaid({ source: { url: 'https://shop.example/pen.png' } });
    const content = 'Compare\n[image]\n[image]\nwith\n[file]';
    const { input } = await askedFor(showing(content, [inlaid(), shown, bill]));
    const linked = { ...image, image_url: 'https://shop.example/pen.png' };
    const file = { type: 'input_file', file_data: `data:application/pdf;base64,${PNG}`, filename: 'bill.pdf' };
    const parts = [words('Compare'), image, linked, words('with'), file];
    expect(input).toEqual([{ type: 'message', role: 'user', content: parts }]);
  });

  it('sends them after the words when it can’t be told which word names one', async () => {
    const content = 'Write this as\n[image]\n[image]';
    const { input } = await askedFor(showing(content, [inlaid()]));
    expect(input).toEqual([{ type: 'message', role: 'user', content: [words(content), image] }]);
  });

  it('sends what a tool showed', async () => {
    const { input } = await askedFor(showing('[image]', [inlaid()], 'tool'));
    expect(input).toEqual([{ type: 'function_call_output', call_id: 'c1', output: [image] }]);
  });

  it.each<[string, Media, Message['role']]>([
    ['holds an image that the trace does not keep', inlaid({ source: null }), 'user'],
    ['holds a recording in a way', inlaid({ kind: 'audio', mediaType: 'audio/wav' }), 'user'],
    ['holds a video in a way', inlaid({ kind: 'video' }), 'user'],
    ['holds an image in a way', inlaid(), 'assistant'],
    ['too large', inlaid({ source: { base64: 'A'.repeat(50_000_001) } }), 'user'],
  ])('does not play a call again that %s', async (why, media, role) => {
    const model = modelAt('http://127.0.0.1:9/v1');
    const call = showing(`[${media.kind}]`, [media], role);
    expect(model.termsOf(call).unable).toContain(why);
    await expect(model.replay(call)).rejects.toMatchObject({ kind: 'model-unsuited' });
  });

  it.each([
    ['OpenAI its own', {}, 'openai', true],
    ['nobody what another had', {}, 'anthropic', false],
    ['nobody what nobody is known to have had', {}, undefined, false],
    ['nobody what the same model at another host had', {}, 'some.azure.example', false],
    ['a gateway what it had', { baseUrl: 'https://gateway.example/v1' }, 'gateway.example', true],
    ['what runs on this machine', { baseUrl: 'http://127.0.0.1:9/v1' }, 'anthropic', true],
  ])('shows images to %s', (_whom, about, provider, isShown) => {
    const options = { model: 'own', overrules: false, baseUrl: undefined, standIn: false, apiKey: 'k', timeoutMs: 1 };
    const call = { ...showing('[image]', [inlaid()]), model: 'gpt-5', ...(provider && { provider }) };
    expect(openAi({ ...options, ...about }).termsOf(call).unable === null).toBe(isShown);
  });

  it('tells what of a call it can’t send again', () => {
    const parameters = { seed: 7, stop: ['END'], top_k: 5, temperature: 0, maxOutputTokens: 100, topP: 0.5 };
    const { leftOut } = modelAt('http://127.0.0.1:9/v1').termsOf(someCall({ parameters }));
    expect(leftOut).toEqual(['the words to stop at', 'the seed', 'the choice among the likeliest words (top k)']);
  });

  it('takes the names of other makers for what it can send', async () => {
    const asked = await askedFor(someCall({ parameters: { maxOutputTokens: 100, topP: 0.5, verbosity: 'low' } }));
    expect(asked).toMatchObject({ max_output_tokens: 100, top_p: 0.5, text: { verbosity: 'low' } });
  });

  it('plays a call again that only speaks of an image', async () => {
    const content = 'Write [image] where one belongs.\n[context]\n[email-1]';
    const asked = await askedFor(someCall({ messages: [{ role: 'user', content, toolCalls: [], toolCallId: null }] }));
    expect(asked.input).toEqual([{ type: 'message', role: 'user', content }]);
  });

  it.each([
    ['REFINERY_REPLAY_MODEL', { REFINERY_REPLAY_MODEL: 'openai/chosen' }, 'chosen'],
    ['the recorded model without it', {}, 'recorded-model'],
  ])('plays a call again with %s', async (_which, settings, expected) => {
    let asked: unknown;
    const url = await serving((_request, response, body) => {
      asked = body.model;
      json(response, 200, responseOf([message(text('Yes.'))]));
    });
    const config = readConfig({ OPENAI_API_KEY: 'some-key', OPENAI_BASE_URL: url, ...settings });
    const { replayer } = wireHouse(config, { clock: () => 0 });
    await replayer?.replay(someCall({ model: 'recorded-model' }));
    expect(asked).toBe(expected);
  });

  it.each([
    ['gpt-4o-2024-08-06', {}, 'gpt-4o-2024-08-06'],
    ['o4-mini', {}, 'o4-mini'],
    ['ft:gpt-4o:some-team', {}, 'ft:gpt-4o:some-team'],
    ['openai/gpt-4o', {}, 'gpt-4o'],
    ['claude-opus-4', {}, 'own'],
    ['olmo-2', {}, 'own'],
    ['claude-opus-4', { baseUrl: 'http://proxy/v1' }, 'claude-opus-4'],
    ['claude-opus-4', { standIn: true }, 'claude-opus-4'],
    ['gpt-4o', { overrules: true }, 'own'],
    ['gpt-4o', { overrules: true, baseUrl: 'http://proxy/v1' }, 'own'],
    [null, { standIn: true }, 'own'],
  ])('takes for a call of %s, with %j, %s', (recorded, about, expected) => {
    const options = { model: 'own', overrules: false, baseUrl: undefined, standIn: false, apiKey: 'k', timeoutMs: 1 };
    const { replayedOn } = openAi({ ...options, ...about }).termsOf(someCall({ model: recorded }));
    expect(replayedOn.used).toBe(expected);
  });

  it.each([
    ['length', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, [message(text('cut'))]],
    ['refused', {}, [message({ type: 'refusal', refusal: 'I will not.' })]],
    ['stop', {}, [message(text('done'))]],
  ])('tells how an answer ended: %s', async (finish, about, output) => {
    const url = await serving((_request, response) => json(response, 200, responseOf(output, about)));
    expect((await modelAt(url).replay(someCall())).output.finish).toBe(finish);
  });

  it.each<[string, string, Answer]>([
    ['a wrong key', 'model-denied', (_, response) => json(response, 401, { error: { message: 'bad key' } })],
    ['no permission', 'model-denied', (_, response) => json(response, 403, { error: { message: 'no' } })],
    [
      'an unknown model',
      'model-unknown',
      (_, response) => json(response, 404, { error: { message: 'no such model' } }),
    ],
    [
      'a request that is too long',
      'model-unsuited',
      (_, response) => json(response, 400, { error: { code: 'context_length_exceeded', message: 'long' } }),
    ],
    ['too many requests', 'model-limited', (_, response) => json(response, 429, { error: { message: 'slow down' } })],
    ['a broken server', 'model-unavailable', (_, response) => json(response, 500, { error: { message: 'oops' } })],
    [
      'HTML',
      'model-unavailable',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html>Welcome</html>');
      },
    ],
    ['JSON that is no response', 'model-unavailable', (_, response) => json(response, 200, { choices: [] })],
    [
      'a cut answer',
      'model-unavailable',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '999' });
        response.write('{"id":');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['silence', 'model-unavailable', () => {}],
  ])('answers %s with %s', async (_what, kind, answer) => {
    const url = await serving(answer);
    const failure = await modelAt(url, { timeoutMs: 300 })
      .answer(request)
      .catch((error: unknown) => error);
    expect(kindOf(failure)).toBe(kind);
  });

  it.each([
    ['the key of the settings', 'some~odd~key', ': 401 no such key: Bearer [key]. Check OPENAI_API_KEY.'],
    [
      'a key that is cut off by the length of the message',
      `${'k'.repeat(290)}`,
      ': 401 no such key: Bearer [key]. Check OPENAI_API_KEY.',
    ],
  ])('tells nobody %s that a server says back', async (_what, apiKey, detail) => {
    const url = await serving((request, response) =>
      json(response, 401, { error: { message: `no such key: ${request.headers.authorization}` } }),
    );
    const failure = await modelAt(url, { apiKey })
      .answer(request)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'model-denied', detail: expect.stringContaining(detail) });
    expect(inspect(failure, { depth: 9 })).not.toContain(apiKey.slice(0, 12));
  });

  it('tells nobody what else looks like a secret in a message of the server', async () => {
    const secret = `sk-${'a1B2c3D4'.repeat(5)}`;
    const url = await serving((_request, response) =>
      json(response, 500, { error: { message: `upstream refused ${secret} of ada@example.com` } }),
    );
    const failure = await modelAt(url)
      .answer(request)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'model-unavailable' });
    expect(inspect(failure, { depth: 9 })).not.toMatch(/a1B2c3D4|ada@example/);
    expect(inspect(failure)).toContain('upstream refused [');
  });

  it.each([
    ['text', { input_tokens: '12', output_tokens: '7.6' }, { inputTokens: 12, outputTokens: 8 }],
    ['fractions', { input_tokens: 11.5, output_tokens: 0.2 }, { inputTokens: 12, outputTokens: 0 }],
    ['nonsense', { input_tokens: -1, output_tokens: { valueOf: 1 } }, { inputTokens: 0, outputTokens: 0 }],
    ['nothing', null, { inputTokens: 0, outputTokens: 0 }],
    ['a list', [1, 2], { inputTokens: 0, outputTokens: 0 }],
  ])('counts what a server counts in %s', async (_in, usage, expected) => {
    const url = await serving((_request, response) =>
      json(response, 200, responseOf([null, message(text('Yes.'))], { usage, model: null })),
    );
    const replayed = await modelAt(url).replay(someCall({ model: 'recorded-model' }));
    expect(replayed).toMatchObject({ output: { text: 'Yes.', finish: 'stop' }, model: 'recorded-model' });
    expect(replayed.usage).toEqual(expected);
  });

  it('passes over what is no part of the answer', async () => {
    const url = await serving((_request, response) =>
      json(response, 200, responseOf([{ type: 'reasoning', id: 'r', summary: [] }, message(text('Yes.'))])),
    );
    expect((await modelAt(url).replay(someCall())).output).toEqual({ text: 'Yes.', toolCalls: [], finish: 'stop' });
  });

  it.each<[string, unknown]>([
    ['no item', responseOf([null])],
    ['an item without a type', responseOf([{}])],
    ['an item that is text', responseOf(['Yes.'])],
    ['a message without content', responseOf([{ type: 'message', content: null }])],
    ['a part that is null', responseOf([message(null)])],
    ['a part without its text', responseOf([message({ type: 'output_text' })])],
    ['a call without a name', responseOf([{ type: 'function_call', call_id: 'c', arguments: '{}' }])],
    ['a failure', responseOf([], { status: 'failed', error: { code: 'server_error', message: 'oops' } })],
    ['nothing', null],
    ['a word', 'Yes.'],
  ])('takes %s for no response', async (_what, body) => {
    const url = await serving((_request, response) => json(response, 200, body));
    const failure = await modelAt(url)
      .replay(someCall())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      kind: 'model-unavailable',
      detail: expect.stringContaining(': the server answered something else than a response.'),
    });
  });

  it('is unavailable when nobody listens', async () => {
    expect(
      kindOf(
        await modelAt('http://127.0.0.1:9/v1')
          .answer(request)
          .catch((error: unknown) => error),
      ),
    ).toBe('model-unavailable');
  });

  it('ends a call when it is told to', async () => {
    const url = await serving(() => {});
    const begun = performance.now();
    await expect(modelAt(url, { timeoutMs: 30_000 }).replay(someCall(), AbortSignal.timeout(100))).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('names itself by its provider, and the stand-in by what it is', () => {
    expect(modelAt('http://x/v1').name).toBe('openai/some-model');
    expect(modelAt('http://x/v1', { standIn: true, model: 'stand-in' })).toMatchObject({
      name: 'stand-in',
      standIn: true,
    });
  });
});
