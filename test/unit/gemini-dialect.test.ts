import { expect, it } from 'vitest';
import type { Call, Media, Message } from '../../src/domain/call.ts';
import type { ReplayedOn } from '../../src/domain/verdict.ts';
import { geminiProvider } from '../../src/models/gemini.ts';
import { geminiDialect } from '../../src/models/gemini-dialect.ts';
import { minuteBudget } from '../../src/store/minute-budget.ts';
import { someCall } from './some.ts';

const on = (used: string): ReplayedOn => ({ recorded: used, used, why: 'recorded' });
const sent = (about: Partial<Call>, used = 'gemini-3-pro') => geminiDialect.recorded(someCall(about), on(used));
const message = (role: Message['role'], content: string, about: Partial<Message> = {}): Message => ({
  role,
  content,
  toolCalls: [],
  toolCallId: null,
  ...about,
});

const withTools: readonly Message[] = [
  message('system', 'Be kind.'),
  message('system', 'Be short.'),
  message('user', 'Hello'),
  message('assistant', 'Let me see.', {
    toolCalls: [
      { id: 'c1', name: 'look_up', arguments: { id: 1 } },
      { id: 'c2', name: 'count', arguments: 'no json' },
    ],
  }),
  message('tool', '{"found":true}', { toolCallId: 'c1' }),
  message('tool', 'nothing', { toolCallId: 'c2' }),
  message('tool', '[1]', { toolCallId: 'by name' }),
];

it('makes turns of messages, with results by the names of their tools', () => {
  expect(sent({ messages: withTools })).toEqual({
    systemInstruction: { parts: [{ text: 'Be kind.' }, { text: 'Be short.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'Hello' }] },
      {
        role: 'model',
        parts: [
          { text: 'Let me see.' },
          {
            functionCall: { name: 'look_up', args: { id: 1 } },
            thoughtSignature: 'skip_thought_signature_validator',
          },
          { functionCall: { name: 'count', args: { arguments: 'no json' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'look_up', response: { found: true } } },
          { functionResponse: { name: 'count', response: { result: 'nothing' } } },
          { functionResponse: { name: 'by name', response: { result: [1] } } },
        ],
      },
    ],
    generationConfig: {},
  });
});

it.each([
  ['gemini-2.5-flash', false],
  ['gemini-3-pro', true],
  ['gemini-3.8-flash', true],
  ['gemini-21-pro', true],
])('tells %s that a thought is lost: %s', (used, isTold) => {
  expect(JSON.stringify(sent({ messages: withTools }, used)).includes('thoughtSignature')).toBe(isTold);
});

it('says that later instructions stand at the beginning', () => {
  const [early, late] = [message('system', 'Be kind.'), message('system', 'Be short.')];
  const leftOut = (...messages: Message[]) => geminiDialect.leftOut(someCall({ messages }), on('gemini-3-pro'));
  expect(leftOut(early, message('user', 'Hello'), late)).toEqual(['the place of later instructions']);
  expect(leftOut(early, late, message('user', 'Hello'))).toEqual([]);
});

it('has the user say what there is of instructions alone', () => {
  const body = sent({ messages: [message('system', 'Be kind.'), message('user', '')] });
  expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Be kind.' }] }]);
  expect(body).not.toHaveProperty('systemInstruction');
});

const tools = [
  { name: 'look_up', description: 'Finds.', parameters: { type: 'object' } },
  { name: 'now', description: 'The time.', parameters: {} },
];

it('offers the tools by their JSON Schema', () => {
  expect(sent({ tools })).toMatchObject({
    tools: [
      {
        functionDeclarations: [
          { name: 'look_up', description: 'Finds.', parametersJsonSchema: { type: 'object' } },
          { name: 'now', description: 'The time.' },
        ],
      },
    ],
  });
});

it.each<[Call['parameters'], unknown]>([
  [{ tool_choice: 'auto' }, { mode: 'AUTO' }],
  [{ tool_choice: 'none' }, { mode: 'NONE' }],
  [{ tool_choice: 'required' }, { mode: 'ANY' }],
  [{ tool_choice: { type: 'tool', name: 'now' } }, { mode: 'ANY', allowedFunctionNames: ['now'] }],
])('carries the choice of a tool over: %j as %j', (parameters, functionCallingConfig) => {
  expect(sent({ tools, parameters }).toolConfig).toEqual({ functionCallingConfig });
});

it('has a place for most of what can be asked, and says what has none', () => {
  const parameters = {
    ...{ temperature: 0, top_p: 0.9, top_k: 5, seed: 7, stop: 'END', max_tokens: 300 },
    ...{ frequency_penalty: 0.1, presencePenalty: 0.2, logit_bias: {}, parallel_tool_calls: false },
  };
  const responseFormat = { type: 'json_schema', json_schema: { schema: { $schema: 's', type: 'object' } } };
  expect(sent({ parameters, responseFormat }).generationConfig).toEqual({
    temperature: 0,
    topP: 0.9,
    topK: 5,
    seed: 7,
    stopSequences: ['END'],
    maxOutputTokens: 300,
    frequencyPenalty: 0.1,
    presencePenalty: 0.2,
    responseMimeType: 'application/json',
    responseJsonSchema: { type: 'object' },
  });
  expect(sent({ responseFormat: { type: 'json_object' } }).generationConfig).toEqual({
    responseMimeType: 'application/json',
  });
  expect(geminiDialect.leftOut(someCall({ parameters }), on('gemini-3-pro'))).toEqual([
    'the bias to words',
    'the wish for one tool at a time',
  ]);
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

it.each<[Media, string]>([
  [medium({}), 'image/png'],
  [medium({ kind: 'file' }), 'application/pdf'],
  [medium({ kind: 'audio', mediaType: 'audio/wav' }), 'audio/wav'],
])('sends %j where it stood', (one, mimeType) => {
  expect(geminiDialect.unsendable(showing(one))).toBeNull();
  expect(geminiDialect.recorded(showing(one), on('gemini-3-pro')).contents).toEqual([
    { role: 'user', parts: [{ text: 'See' }, { inlineData: { mimeType, data: 'aGk=' } }] },
  ]);
});

it.each<[Media, Message['role']]>([
  [medium({ source: { url: 'https://shop.example/a.png' } }), 'user'],
  [medium({ source: { fileId: 'f' } }), 'user'],
  [medium({ kind: 'audio' }), 'user'],
  [medium({}), 'tool'],
])('can’t send %j of the %s', (one, role) => {
  expect(geminiDialect.unsendable(showing(one, role))).toMatch(/^The call holds /);
});

it.each<[string, unknown, unknown]>([
  ['nothing said', { candidates: [{ finishReason: 'STOP' }] }, { text: '', toolCalls: [], finish: 'stop' }],
  ['a name of an ending that is new', { candidates: [{ finishReason: 'NEW' }] }, { finish: 'unknown' }],
  ['what would name people', { candidates: [{ finishReason: 'SPII' }] }, { finish: 'refused' }],
  [
    'calls without ids',
    { candidates: [{ content: { parts: [{ functionCall: { name: 'now' } }] }, finishReason: 'STOP' }] },
    { toolCalls: [{ id: 'call-1', name: 'now', arguments: {} }], finish: 'tool-calls' },
  ],
])('reads %s', (_what, body, expected) => {
  expect(geminiDialect.read(body)?.output).toMatchObject(expected as object);
});

it.each([
  ['an error', { error: { code: 500 } }],
  ['no candidate and no reason', { candidates: [], usageMetadata: {} }],
  ['another API’s words', { choices: [] }],
  ['nothing', null],
])('takes %s for no answer', (_what, body) => {
  expect(geminiDialect.read(body)).toBeUndefined();
});

it.each([
  ['gemini-3-flash', 'gemini-3-flash', 'recorded'],
  ['models/gemini-3-flash', 'gemini-3-flash', 'recorded'],
  ['google/gemma-4-31b', 'gemma-4-31b', 'recorded'],
  ['gpt-5', 'gemini-3-pro', 'default'],
])('plays %s with %s', (model, used, why) => {
  const budget = minuteBudget({ tokens: 1, requests: 1 });
  const settings = { apiKey: 'k', baseUrl: undefined, overrules: false, timeoutMs: 1, budget };
  const opened = geminiProvider.open('gemini-3-pro', settings);
  expect(opened).toMatchObject({ provider: 'gemini', isLocal: false });
  expect(opened.termsOf(someCall({ model })).replayedOn).toMatchObject({ used, why });
});
