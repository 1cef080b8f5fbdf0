import { expect, it } from 'vitest';
import type { Call, Media, Message } from '../../src/domain/call.ts';
import type { ReplayedOn } from '../../src/domain/verdict.ts';
import { messagesDialect } from '../../src/models/messages-dialect.ts';
import { someCall } from './some.ts';

const RECORDED: ReplayedOn = { recorded: 'claude-opus-5', used: 'claude-opus-5', why: 'recorded' };
const OTHER: ReplayedOn = { recorded: 'gpt-5', used: 'claude-opus-5', why: 'default' };
const sent = (about: Partial<Call>, on = RECORDED) => messagesDialect.recorded(someCall(about), on);
const message = (role: Message['role'], content: string, about: Partial<Message> = {}): Message => ({
  role,
  content,
  toolCalls: [],
  toolCallId: null,
  ...about,
});

it('makes turns of messages: instructions apart, results of tools together behind their calls', () => {
  const calls = [
    { id: 'call|1', name: 'look_up', arguments: { id: 1 } },
    { id: 'c2', name: 'look_up', arguments: 'not json' },
  ];
  const { system, messages } = sent({
    messages: [
      message('system', 'Be kind.'),
      message('user', 'Hello'),
      message('assistant', 'Let me see.', { toolCalls: calls }),
      message('tool', 'nothing', { toolCallId: 'call|1' }),
      message('tool', '', { toolCallId: 'c2' }),
      message('user', 'And?'),
      message('system', 'Be short.'),
      message('assistant', ' \n'),
    ],
  });
  expect(system).toBe('Be kind.\n\nBe short.');
  expect(messages).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Let me see.' },
        { type: 'tool_use', id: 'call_1', name: 'look_up', input: { id: 1 } },
        { type: 'tool_use', id: 'c2', name: 'look_up', input: { arguments: 'not json' } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'nothing' }] },
        { type: 'tool_result', tool_use_id: 'c2', content: [] },
        { type: 'text', text: 'And?' },
      ],
    },
  ]);
});

it('says that later instructions stand at the beginning', () => {
  const [early, late] = [message('system', 'Be kind.'), message('system', 'Be short.')];
  const leftOut = (...messages: Message[]) => messagesDialect.leftOut(someCall({ messages }), RECORDED);
  expect(leftOut(early, message('user', 'Hello'), late)).toEqual(['the place of later instructions']);
  expect(leftOut(early, late, message('user', 'Hello'))).toEqual([]);
});

it('has the user say what there is of instructions alone', () => {
  const body = sent({ messages: [message('system', 'Be kind.'), message('user', '')] });
  expect(body.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Be kind.' }] }]);
  expect(body).not.toHaveProperty('system');
});

const tools = [{ name: 'look_up', description: 'Finds.', parameters: { properties: { id: { type: 'number' } } } }];

it('offers the tools, each with a schema of an object', () => {
  expect(sent({ tools }).tools).toEqual([
    {
      name: 'look_up',
      description: 'Finds.',
      input_schema: { type: 'object', properties: { id: { type: 'number' } } },
    },
  ]);
  expect(sent({ parameters: { tool_choice: 'auto' } })).not.toHaveProperty('tool_choice');
});

it.each<[Call['parameters'], unknown]>([
  [{ tool_choice: 'required' }, { type: 'any' }],
  [{ tool_choice: { type: 'any' } }, { type: 'any' }],
  [{ tool_choice: 'none', parallel_tool_calls: false }, { type: 'none' }],
  [{ toolChoice: { type: 'function', function: { name: 'look_up' } } }, { type: 'tool', name: 'look_up' }],
  [{ tool_choice: 'other' }, undefined],
  [{ parallel_tool_calls: false }, { type: 'auto', disable_parallel_tool_use: true }],
  [{}, undefined],
])('carries the choice of a tool over: %j as %j', (parameters, expected) => {
  expect(sent({ tools, parameters }).tool_choice).toEqual(expected);
});

const wishes = {
  temperature: 0.5,
  topP: 0.9,
  top_k: 5,
  stop: ['END', ' '],
  maxOutputTokens: 300,
  seed: 7,
  reasoning_effort: 'low',
  thinking: { type: 'enabled', budget_tokens: 1_024 },
};

it('gives the recorded model all that it took, and says what has no place', () => {
  expect(sent({ parameters: wishes })).toMatchObject({
    model: 'claude-opus-5',
    max_tokens: 300,
    temperature: 0.5,
    top_p: 0.9,
    top_k: 5,
    stop_sequences: ['END'],
    thinking: { type: 'enabled', budget_tokens: 1_024 },
  });
  const left = messagesDialect.leftOut(someCall({ parameters: wishes }), RECORDED);
  expect(left).toEqual(['the seed', 'how hard to think']);
});

it('gives another model nothing that it might refuse, and says so', () => {
  const body = sent({ parameters: wishes }, OTHER);
  expect(Object.keys(body).toSorted()).toEqual(['max_tokens', 'messages', 'model', 'stop_sequences', 'system']);
  expect(messagesDialect.leftOut(someCall({ parameters: wishes }), OTHER)).toEqual([
    'the seed',
    'how hard to think',
    'the choice among the likeliest words (top k)',
    'how freely words are chosen (temperature, top p)',
    'the budget for thinking',
  ]);
});

it('has no thoughts to send beside results of tools, so it does not ask for more', () => {
  const call = { parameters: wishes, messages: [message('tool', 'nothing', { toolCallId: 'c1' })] };
  expect(sent(call)).not.toHaveProperty('thinking');
  expect(messagesDialect.leftOut(someCall(call), RECORDED)).toContain('the budget for thinking');
});

it('asks for the recorded schema, and says that it can’t ask for any JSON', () => {
  const schema = { type: 'object' };
  const responseFormat = { type: 'json_schema', json_schema: { name: 'n', schema: { $schema: 's', ...schema } } };
  expect(sent({ responseFormat }).output_config).toEqual({ format: { type: 'json_schema', schema } });
  const any = someCall({ responseFormat: { type: 'json_object' } });
  expect(messagesDialect.recorded(any, RECORDED)).not.toHaveProperty('output_config');
  expect(messagesDialect.leftOut(any, RECORDED)).toEqual(['the wish for JSON of any shape']);
});

const medium = (about: Partial<Media>): Media => ({
  kind: 'image',
  mediaType: null,
  name: null,
  source: { base64: 'aGk=' },
  ...about,
});
const showing = (one: Media, role: Message['role'] = 'user') =>
  someCall({ messages: [message(role, `See\n[${one.kind}]`, { media: [one] })] });

it.each<[string, Media, unknown]>([
  ['an image', medium({}), { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } }],
  [
    'an image that lies elsewhere',
    medium({ source: { url: 'https://shop.example/a.png' } }),
    { type: 'image', source: { type: 'url', url: 'https://shop.example/a.png' } },
  ],
  [
    'a PDF',
    medium({ kind: 'file', mediaType: 'application/pdf', name: 'bill.pdf' }),
    {
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data: 'aGk=' },
      title: 'bill.pdf',
    },
  ],
])('sends %s where it stood', (_what, one, expected) => {
  expect(messagesDialect.unsendable(showing(one))).toBeNull();
  const { messages } = messagesDialect.recorded(showing(one), RECORDED);
  expect(messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'See' }, expected] }]);
});

it.each<[string, Media, Message['role']?]>([
  ['a file that was uploaded there', medium({ kind: 'file', source: { fileId: 'f' } })],
  ['a kind of image that is not taken', medium({ mediaType: 'image/tiff' })],
  ['a table', medium({ kind: 'file', mediaType: 'text/csv' })],
  ['a recording', medium({ kind: 'audio' })],
  ['an image that the trace lost', medium({ source: null })],
  ['an image of the model', medium({}), 'assistant'],
])('can’t send %s', (_what, one, role) => {
  expect(messagesDialect.unsendable(showing(one, role))).toMatch(/^The call holds /);
});

it.each<[string, unknown, unknown]>([
  ['nothing counted', {}, { inputTokens: 0, outputTokens: 0 }],
  ['text', { input_tokens: '3', output_tokens: '2.4' }, { inputTokens: 3, outputTokens: 2 }],
  [
    'caches',
    { input_tokens: 3, output_tokens: 2, cache_read_input_tokens: 10, cache_creation_input_tokens: null },
    { inputTokens: 13, outputTokens: 2, cachedInputTokens: 10 },
  ],
])('counts %s', (_what, usage, expected) => {
  const body = { type: 'message', role: 'assistant', content: [], stop_reason: 'pause_turn', usage };
  expect(messagesDialect.read(body)).toEqual({
    model: null,
    output: { text: '', toolCalls: [], finish: 'unknown' },
    usage: expected,
  });
});

it.each([
  ['an error', { type: 'error', error: { message: 'oops' } }],
  ['a call without a name', { type: 'message', content: [{ type: 'tool_use', id: 'c', input: {} }] }],
  ['text without words', { type: 'message', content: [{ type: 'text' }] }],
  ['no content', { type: 'message' }],
  ['nothing', null],
])('takes %s for no answer', (_what, body) => {
  expect(messagesDialect.read(body)).toBeUndefined();
});
