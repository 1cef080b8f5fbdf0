import { describe, expect, it } from 'vitest';
import type { Call, Media, Message } from '../../src/domain/call.ts';
import type { ReplayedOn } from '../../src/domain/verdict.ts';
import { chatDialect } from '../../src/models/chat-dialect.ts';
import { compatibleProvider } from '../../src/models/compatible.ts';
import { minuteBudget } from '../../src/store/minute-budget.ts';
import { someCall } from './some.ts';

const ON: ReplayedOn = { recorded: 'm', used: 'qwen3', why: 'default' };
const sent = (about: Partial<Call>) => chatDialect.recorded(someCall(about), ON);

it('sends a call as it was: messages, tools, format and parameters by their own names here', () => {
  const messages: Message[] = [
    { role: 'system', content: 'S', toolCalls: [], toolCallId: null },
    { role: 'user', content: 'U', toolCalls: [], toolCallId: null },
    {
      role: 'assistant',
      content: '',
      toolCalls: [{ id: 'c1', name: 'look_up', arguments: { id: 1 } }],
      toolCallId: null,
    },
    { role: 'tool', content: 'nothing', toolCalls: [], toolCallId: 'c1' },
  ];
  const tools = [{ name: 'look_up', description: 'Finds.', parameters: { type: 'object' } }];
  const responseFormat = { type: 'json_schema', name: 'n', schema: { type: 'object' } };
  const parameters = {
    ...{ temperature: 0, topP: 0.5, maxOutputTokens: 9, stop_sequences: ['END'], seed: 7 },
    ...{ presencePenalty: 1, top_k: 3, tool_choice: { type: 'tool', name: 'look_up' }, parallel_tool_calls: false },
  };
  expect(sent({ messages, tools, responseFormat, parameters })).toEqual({
    model: 'qwen3',
    messages: [
      { role: 'system', content: 'S' },
      { role: 'user', content: 'U' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look_up', arguments: '{"id":1}' } }],
      },
      { role: 'tool', content: 'nothing', tool_call_id: 'c1' },
    ],
    tools: [{ type: 'function', function: { name: 'look_up', description: 'Finds.', parameters: { type: 'object' } } }],
    tool_choice: { type: 'function', function: { name: 'look_up' } },
    parallel_tool_calls: false,
    response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } },
    temperature: 0,
    top_p: 0.5,
    max_tokens: 9,
    stop: ['END'],
    seed: 7,
    presence_penalty: 1,
  });
  expect(chatDialect.leftOut(someCall({ parameters }), ON)).toEqual(['the choice among the likeliest words (top k)']);
});

it('shows no key where there is none', () => {
  expect(chatDialect.headers('')).toEqual({});
});

const image: Media = { kind: 'image', mediaType: null, name: null, source: { base64: 'aGk=' } };
const showing = (one: Media, role: Message['role'] = 'user') =>
  someCall({ messages: [{ role, content: `See\n[${one.kind}]`, media: [one], toolCalls: [], toolCallId: null }] });

it('sends an image where it stood', () => {
  expect(chatDialect.unsendable(showing(image))).toBeNull();
  expect(chatDialect.recorded(showing(image), ON).messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'See' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } },
      ],
    },
  ]);
});

it.each<[Media, Message['role']]>([
  [{ ...image, kind: 'file', mediaType: 'application/pdf' }, 'user'],
  [{ ...image, kind: 'audio' }, 'user'],
  [{ ...image, source: { fileId: 'f' } }, 'user'],
  [image, 'tool'],
])('can’t send %j of the %s', (one, role) => {
  expect(chatDialect.unsendable(showing(one, role))).toMatch(/^The call holds /);
});

const completion = (message: object, about: object = {}) => ({ choices: [{ message, ...about }] });

it.each<[string, unknown, unknown]>([
  [
    'a server that counts nothing and says no name',
    completion({ content: 'Yes.' }, { finish_reason: 'stop' }),
    {
      model: null,
      output: { text: 'Yes.', toolCalls: [], finish: 'stop' },
      usage: { inputTokens: 0, outputTokens: 0 },
    },
  ],
  [
    'parts, thoughts among them',
    completion({
      content: [
        { type: 'thinking', thinking: [] },
        { type: 'text', text: 'Yes.' },
      ],
    }),
    { output: { text: 'Yes.', finish: 'unknown' } },
  ],
  [
    'tools that are called without an id and with broken arguments',
    completion(
      { content: null, tool_calls: [{ function: { name: 'f', arguments: '{"a":' } }] },
      { finish_reason: 'stop' },
    ),
    { output: { text: '', toolCalls: [{ id: 'call-1', name: 'f', arguments: '{"a":' }], finish: 'tool-calls' } },
  ],
  ['a filter', completion({ content: '' }, { finish_reason: 'content_filter' }), { output: { finish: 'refused' } }],
  ['a limit', completion({ content: 'Y' }, { finish_reason: 'model_length' }), { output: { finish: 'length' } }],
])('reads %s', (_what, body, expected) => {
  expect(chatDialect.read(body)).toMatchObject(expected as object);
});

it.each([
  ['an error', { error: { message: 'oops' } }],
  ['no choice', { choices: [] }],
  ['a choice without a message', { choices: [{}] }],
  ['a response of another API', { output: [], status: 'completed' }],
])('takes %s for no answer', (_what, body) => {
  expect(chatDialect.read(body)).toBeUndefined();
});

describe('a compatible server', () => {
  const open = (baseUrl: string) =>
    compatibleProvider.open('qwen3', {
      apiKey: '',
      baseUrl,
      overrules: false,
      timeoutMs: 1,
      budget: minuteBudget({ tokens: 1, requests: 1 }),
    });

  it.each([
    ['http://127.0.0.1:11434/v1', '127.0.0.1:11434', true],
    ['http://ollama:11434/v1', 'ollama:11434', true],
    ['https://api.mistral.ai/v1/', 'api.mistral.ai', false],
  ])('at %s is %s; in the house: %s', (baseUrl, provider, isLocal) => {
    expect(open(baseUrl)).toMatchObject({ name: 'compatible/qwen3', provider, isLocal });
  });

  it.each([
    ['gpt-5', 'openai', 'qwen3', 'default'],
    ['llama4', 'ollama:11434', 'llama4', 'recorded'],
    ['qwen2.5', undefined, 'qwen3', 'family'],
  ])('plays %s of %s with %s', (model, provider, used, why) => {
    const call = someCall({ model, ...(provider && { provider }) });
    expect(open('http://ollama:11434/v1').termsOf(call).replayedOn).toMatchObject({ used, why });
  });
});
