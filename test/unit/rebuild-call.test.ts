import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallOutput, Media, Message } from '../../src/domain/call.ts';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { rebuildCall } from '../../src/refine/call/rebuild-call.ts';
import { someRun } from './some-trace.ts';

function rebuild(inputs: Json, outputs: Json = null, extra: JsonObject = {}) {
  const rebuilt = rebuildCall(someRun({ id: 'r', kind: 'llm', model: 'small-1', inputs, outputs, extra }));
  if ('unreadable' in rebuilt) throw new Error(rebuilt.unreadable);
  return rebuilt;
}

const messagesOf = (inputs: Json): readonly Message[] => rebuild(inputs).call.messages;
const outputOf = (outputs: Json): CallOutput => rebuild({ prompt: 'Hi' }, outputs).output;

const plain = (role: Message['role'], content: string): Message => ({ role, content, toolCalls: [], toolCallId: null });
const someMedia = (kind: Media['kind'], about: Partial<Media> = {}): Media => ({
  kind,
  mediaType: null,
  name: null,
  source: null,
  ...about,
});
const LOOK_UP = { id: 'c1', name: 'look_up_order', arguments: { order_id: 7 } };
const RAW_LOOK_UP = { id: 'c1', type: 'function', function: { name: 'look_up_order', arguments: '{"order_id":7}' } };

/** The same small conversation in all of them. */
const CONVERSATION: readonly Message[] = [
  plain('system', 'You serve a shop.'),
  plain('user', 'Where is order 7?'),
  { ...plain('assistant', ''), toolCalls: [LOOK_UP] },
  { ...plain('tool', 'shipped'), toolCallId: 'c1' },
  plain('assistant', 'It has shipped.'),
];

const constructed = (
  name: string,
  kwargs: JsonObject,
  path: readonly string[] = ['langchain', 'schema', 'messages'],
): Json => ({
  lc: 1,
  type: 'constructor',
  id: [...path, name],
  kwargs,
});

const OPENAI: Json = [
  { role: 'developer', content: 'You serve a shop.' },
  { role: 'user', content: [{ type: 'text', text: 'Where is order 7?' }] },
  { role: 'assistant', content: null, tool_calls: [RAW_LOOK_UP] },
  { role: 'tool', tool_call_id: 'c1', content: 'shipped' },
  { role: 'assistant', content: 'It has shipped.' },
];

describe('one conversation in every shape', () => {
  it.each<[string, Json]>([
    ['OpenAI chat', { model: 'small-1', messages: OPENAI }],
    ['OpenAI chat, as a string', { messages: JSON.stringify(OPENAI) }],
    ['a bare list', OPENAI],
    ['a request in a string', JSON.stringify({ messages: OPENAI })],
    ['keyword arguments of a traced function', { kwargs: { messages: OPENAI } }],
    ['the first argument of a traced function', { args: [{ messages: OPENAI }] }],
    [
      'OpenAI Responses',
      {
        instructions: 'You serve a shop.',
        input: [
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Where is order 7?' }] },
          { type: 'reasoning', summary: [] },
          { type: 'function_call', call_id: 'c1', id: 'fc_1', name: 'look_up_order', arguments: '{"order_id":7}' },
          { type: 'function_call_output', call_id: 'c1', output: 'shipped' },
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It has shipped.' }] },
        ],
      },
    ],
    [
      'Anthropic',
      {
        system: [{ type: 'text', text: 'You serve a shop.' }],
        messages: [
          { role: 'user', content: 'Where is order 7?' },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'Hm.' },
              { type: 'tool_use', id: 'c1', name: 'look_up_order', input: { order_id: 7 } },
            ],
          },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'shipped' }] }],
          },
          { role: 'assistant', content: [{ type: 'text', text: 'It has shipped.' }] },
        ],
      },
    ],
    [
      'LangChain for Python, nested and constructed',
      {
        messages: [
          [
            constructed('SystemMessage', { content: 'You serve a shop.' }),
            constructed('HumanMessage', { content: 'Where is order 7?' }),
            constructed('AIMessage', {
              content: '',
              tool_calls: [{ name: 'look_up_order', args: { order_id: 7 }, id: 'c1', type: 'tool_call' }],
            }),
            constructed('ToolMessage', { content: 'shipped', tool_call_id: 'c1' }),
            constructed('AIMessageChunk', { content: 'It has shipped.' }),
          ],
        ],
      },
    ],
    [
      'LangChain for JavaScript',
      {
        messages: [
          [
            constructed('SystemMessage', { content: 'You serve a shop.' }, ['langchain_core', 'messages']),
            constructed('HumanMessage', { content: [{ type: 'text', text: 'Where is order 7?' }] }, [
              'langchain_core',
              'messages',
            ]),
            constructed(
              'AIMessage',
              { content: '', additional_kwargs: { tool_calls: [RAW_LOOK_UP] }, tool_calls: [] },
              ['langchain_core', 'messages'],
            ),
            constructed('ToolMessage', { content: 'shipped', tool_call_id: 'c1', type: 'tool' }, [
              'langchain_core',
              'messages',
            ]),
            constructed('AIMessage', { content: 'It has shipped.' }, ['langchain_core', 'messages']),
          ],
        ],
      },
    ],
    [
      'LangChain, type and data',
      {
        messages: [
          { type: 'system', data: { content: 'You serve a shop.' } },
          { type: 'human', data: { content: 'Where is order 7?' } },
          { type: 'ai', content: '', additional_kwargs: { tool_calls: [RAW_LOOK_UP] } },
          { type: 'tool', content: 'shipped', tool_call_id: 'c1' },
          { type: 'AIMessage', content: 'It has shipped.' },
        ],
      },
    ],
    [
      'Vercel AI SDK',
      {
        messages: [
          { role: 'system', content: 'You serve a shop.' },
          { role: 'user', content: [{ type: 'text', text: 'Where is order 7?' }] },
          {
            role: 'assistant',
            content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'look_up_order', input: { order_id: 7 } }],
          },
          {
            role: 'tool',
            content: [
              {
                type: 'tool-result',
                toolCallId: 'c1',
                toolName: 'look_up_order',
                output: { type: 'text', value: 'shipped' },
              },
            ],
          },
          { role: 'assistant', content: [{ type: 'text', text: 'It has shipped.' }] },
        ],
      },
    ],
  ])('%s', (_shape, inputs) => {
    expect(messagesOf(inputs)).toEqual(CONVERSATION);
  });

  it('Gemini, whose calls have no id', () => {
    const messages = messagesOf({
      config: { systemInstruction: { parts: [{ text: 'You serve a shop.' }] } },
      contents: [
        { role: 'user', parts: [{ text: 'Where is order 7?' }] },
        {
          role: 'model',
          parts: [{ thought: true, text: 'Hm.' }, { functionCall: { name: 'look_up_order', args: { order_id: 7 } } }],
        },
        { role: 'user', parts: [{ functionResponse: { name: 'look_up_order', response: { state: 'shipped' } } }] },
        { role: 'model', parts: [{ text: 'It has shipped.' }] },
      ],
    });
    expect(messages).toEqual([
      ...CONVERSATION.slice(0, 2),
      { ...plain('assistant', ''), toolCalls: [{ ...LOOK_UP, id: 'look_up_order' }] },
      { ...plain('tool', '{"state":"shipped"}'), toolCallId: 'look_up_order' },
      plain('assistant', 'It has shipped.'),
    ]);
  });
});

describe('messages', () => {
  it.each<[string, Json, readonly Message[]]>([
    ['a prompt', { prompt: 'Hi' }, [plain('user', 'Hi')]],
    ['a batch of one prompt', { prompts: ['Hi'] }, [plain('user', 'Hi')]],
    ['an input', { input: 'Hi' }, [plain('user', 'Hi')]],
    ['a plain string', 'Hi', [plain('user', 'Hi')]],
    ['a list that a person typed', { input: '[1, 2]' }, [plain('user', '[1, 2]')]],
    ['words in a list that a person typed', { input: '["a", "b"]' }, [plain('user', '["a", "b"]')]],
    ['an object that a person typed', { prompt: '{"sku": 7}' }, [plain('user', '{"sku": 7}')]],
    [
      'pairs',
      {
        messages: [
          ['system', 'Be kind.'],
          ['human', 'Hi'],
        ],
      },
      [plain('system', 'Be kind.'), plain('user', 'Hi')],
    ],
    ['wrapped messages', { messages: [{ message: { role: 'user', content: 'Hi' } }] }, [plain('user', 'Hi')]],
    ['a name instead of a role', { messages: [{ role: 'Planner', content: 'Hi' }] }, [plain('user', 'Hi')]],
    ['a role named like a prototype', { messages: [{ role: 'constructor', content: 'Hi' }] }, [plain('user', 'Hi')]],
    [
      'several texts, and what is no text',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'See:' },
              { type: 'image_url', image_url: { url: 'data:…' } },
              { type: 'input_audio' },
              { type: 'file', file: {} },
              { inlineData: { mimeType: 'image/png', data: '…' } },
              { type: 'hologram' },
              'there',
            ],
          },
        ],
      },
      [
        {
          ...plain('user', 'See:\n[image]\n[audio]\n[file]\n[image]\n[hologram]\nthere'),
          media: [
            someMedia('image'),
            someMedia('audio'),
            someMedia('file'),
            someMedia('image', { mediaType: 'image/png' }),
          ],
        },
      ],
    ],
    [
      'a text behind the answers of tools',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 'c1', content: 'shipped' },
              { type: 'text', text: 'And 8?' },
            ],
          },
        ],
      },
      [{ ...plain('tool', 'shipped'), toolCallId: 'c1' }, plain('user', 'And 8?')],
    ],
    [
      'a text before a call beside it',
      {
        input: [
          { role: 'assistant', content: 'One moment.' },
          { type: 'function_call', call_id: 'c1', name: 'look_up_order', arguments: '{"order_id":7}' },
        ],
      },
      [{ ...plain('assistant', 'One moment.'), toolCalls: [LOOK_UP] }],
    ],
  ])('%s', (_shape, inputs, messages) => {
    expect(messagesOf(inputs)).toEqual(messages);
  });

  it('keeps the arguments of a call that are no JSON as they were written, and the call in its place', () => {
    const broken = { id: 'c0', type: 'function', function: { name: 'search', arguments: '{"q": "x"' } };
    const [message] = messagesOf({
      messages: [
        constructed('AIMessage', {
          content: '',
          additional_kwargs: { tool_calls: [broken, RAW_LOOK_UP] },
          tool_calls: [{ name: 'look_up_order', args: { order_id: 7 }, id: 'c1' }],
          invalid_tool_calls: [{ name: 'search', args: '{"q": "x"', id: 'c0' }],
        }),
      ],
    });
    expect(message?.toolCalls).toEqual([{ id: 'c0', name: 'search', arguments: '{"q": "x"' }, LOOK_UP]);
  });

  it('reads a call without arguments as one with none', () => {
    const [message] = messagesOf({
      messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'now', arguments: '' } }] }],
    });
    expect(message?.toolCalls).toEqual([{ id: 'a', name: 'now', arguments: {} }]);
  });
});

describe('what goes with the messages', () => {
  const spec = { name: 'look_up_order', description: 'Finds an order', parameters: { type: 'object', properties: {} } };
  const prompt = 'Hi';

  it.each<[string, JsonObject, JsonObject]>([
    ['OpenAI chat', { tools: [{ type: 'function', function: spec }] }, {}],
    ['OpenAI Responses', { tools: [{ type: 'function', ...spec }, { type: 'web_search' }] }, {}],
    ['old OpenAI', { functions: [spec] }, {}],
    ['Anthropic', { tools: [{ name: spec.name, description: spec.description, input_schema: spec.parameters }] }, {}],
    ['Gemini', { config: { tools: [{ functionDeclarations: [spec] }] } }, {}],
    [
      'Vercel',
      { tools: [{ type: 'function', name: spec.name, description: spec.description, inputSchema: spec.parameters }] },
      {},
    ],
    ['Vercel, by name', { tools: { [spec.name]: { description: spec.description, parameters: spec.parameters } } }, {}],
    ['strings', { tools: [JSON.stringify({ type: 'function', function: spec })] }, {}],
    ['LangChain', {}, { invocation_params: { tools: [{ type: 'function', function: spec }] } }],
    ['old LangChain', {}, { invocation_params: { functions: [spec] } }],
  ])('tools as %s has them', (_shape, inputs, extra) => {
    expect(rebuild({ prompt, ...inputs }, null, extra).call.tools).toEqual([spec]);
  });

  it('takes the parameters that a replay can use, and nothing else', () => {
    const inputs = {
      model: 'small-1',
      messages: [{ role: 'user', content: 'Hi' }],
      temperature: 0.2,
      max_tokens: 50,
      stream: true,
      user: 'u1',
      seed: null,
    };
    const extra = { invocation_params: { model: 'small-1', temperature: 0.9, top_p: 1, tools: [], api_key: 'x' } };
    expect(rebuild(inputs, null, extra).call.parameters).toEqual({ temperature: 0.2, max_tokens: 50, top_p: 1 });
  });

  it.each<[JsonObject, JsonObject, Json]>([
    [{ response_format: { type: 'json_object' } }, {}, { type: 'json_object' }],
    [
      { text: { format: { type: 'json_schema', name: 'a', schema: {} } } },
      {},
      { type: 'json_schema', name: 'a', schema: {} },
    ],
    [{}, { invocation_params: { response_format: { type: 'json_object' } } }, { type: 'json_object' }],
    [{ response_format: { type: 'text' } }, {}, null],
    [{}, {}, null],
  ])('the form of the answer in %j %j', (inputs, extra, format) => {
    expect(rebuild({ prompt, ...inputs }, null, extra).call.responseFormat).toEqual(format);
  });

  it('names run and model', () => {
    expect(rebuild({ prompt }).call).toMatchObject({ runId: 'r', model: 'small-1' });
  });
});

describe('the answer', () => {
  const said = { text: 'It has shipped.', toolCalls: [] };
  const called = { text: '', toolCalls: [LOOK_UP], finish: 'tool-calls' };
  const generation = (message: Json, more: JsonObject = {}) => ({ generations: [[{ text: '', message, ...more }]] });

  it.each<[string, Json, CallOutput | JsonObject]>([
    [
      'OpenAI chat',
      { choices: [{ message: { role: 'assistant', content: 'It has shipped.' }, finish_reason: 'stop' }] },
      { ...said, finish: 'stop' },
    ],
    [
      'OpenAI chat, cut off',
      { choices: [{ message: { role: 'assistant', content: 'It has shipped.' }, finish_reason: 'length' }] },
      { ...said, finish: 'length' },
    ],
    [
      'OpenAI chat, calling',
      {
        choices: [
          { message: { role: 'assistant', content: null, tool_calls: [RAW_LOOK_UP] }, finish_reason: 'tool_calls' },
        ],
      },
      called,
    ],
    [
      'OpenAI chat, refusing',
      { choices: [{ message: { role: 'assistant', content: null, refusal: 'I must not.' }, finish_reason: 'stop' }] },
      { text: 'I must not.', toolCalls: [], finish: 'refused' },
    ],
    [
      'OpenAI completions',
      { choices: [{ text: 'It has shipped.', finish_reason: 'stop' }] },
      { ...said, finish: 'stop' },
    ],
    [
      'Responses',
      {
        status: 'completed',
        output: [
          { type: 'reasoning', summary: [] },
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It has shipped.' }] },
        ],
      },
      { ...said, finish: 'stop' },
    ],
    [
      'Responses, calling',
      {
        status: 'completed',
        output: [{ type: 'function_call', call_id: 'c1', name: 'look_up_order', arguments: '{"order_id":7}' }],
      },
      called,
    ],
    [
      'Responses, cut off',
      {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It has shipped.' }] }],
      },
      { ...said, finish: 'length' },
    ],
    [
      'Anthropic',
      {
        role: 'assistant',
        type: 'message',
        content: [{ type: 'text', text: 'It has shipped.' }],
        stop_reason: 'end_turn',
      },
      { ...said, finish: 'stop' },
    ],
    [
      'Anthropic, calling',
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'c1', name: 'look_up_order', input: { order_id: 7 } }],
        stop_reason: 'tool_use',
      },
      called,
    ],
    [
      'Gemini',
      { candidates: [{ content: { role: 'model', parts: [{ text: 'It has shipped.' }] }, finishReason: 'STOP' }] },
      { ...said, finish: 'stop' },
    ],
    [
      'Gemini, stopped for safety',
      { candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'SAFETY' }] },
      { text: '', toolCalls: [], finish: 'refused' },
    ],
    [
      'LangChain',
      generation(
        constructed('AIMessage', { content: 'It has shipped.', response_metadata: { finish_reason: 'stop' } }),
      ),
      { ...said, finish: 'stop' },
    ],
    [
      'LangChain, calling',
      generation(
        constructed('AIMessage', {
          content: '',
          tool_calls: [{ name: 'look_up_order', args: { order_id: 7 }, id: 'c1' }],
        }),
        { generation_info: { finish_reason: 'tool_calls' } },
      ),
      called,
    ],
    [
      'LangChain, text',
      { generations: [[{ text: 'It has shipped.', generationInfo: { finish_reason: 'stop' } }]] },
      { ...said, finish: 'stop' },
    ],
    [
      'Vercel',
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', reasoning: 'Hm.' },
          { type: 'text', text: 'It has shipped.' },
        ],
        finishReason: { unified: 'stop', raw: 'stop' },
      },
      { ...said, finish: 'stop' },
    ],
    [
      'Ollama',
      { message: { role: 'assistant', content: 'It has shipped.' }, done_reason: 'stop' },
      { ...said, finish: 'stop' },
    ],
    [
      'a message alone',
      { role: 'assistant', content: 'It has shipped.', tool_calls: null },
      { ...said, finish: 'unknown' },
    ],
    ['an output', { output: 'It has shipped.' }, { ...said, finish: 'unknown' }],
    [
      'a list of messages',
      {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: 'It has shipped.' },
        ],
      },
      { ...said, finish: 'unknown' },
    ],
    ['a string', 'It has shipped.', { ...said, finish: 'unknown' }],
    [
      'a message in a string',
      JSON.stringify({ role: 'assistant', content: 'It has shipped.' }),
      { ...said, finish: 'unknown' },
    ],
    [
      'JSON that the model wrote',
      { output: '{"content": 5}' },
      { text: '{"content": 5}', toolCalls: [], finish: 'unknown' },
    ],
    ['a list that the model wrote', '["a", "b"]', { text: '["a", "b"]', toolCalls: [], finish: 'unknown' }],
    [
      'a whole response in a string',
      JSON.stringify({ choices: [{ text: 'It has shipped.', finish_reason: 'stop' }] }),
      { ...said, finish: 'stop' },
    ],
    [
      'a conversation that goes on',
      {
        messages: [
          { role: 'assistant', content: 'Hello.' },
          { role: 'user', content: 'x' },
          { role: 'assistant', content: 'It has shipped.' },
        ],
      },
      { ...said, finish: 'unknown' },
    ],
    ['nothing, for it failed', null, { text: '', toolCalls: [], finish: 'unknown' }],
    ['something else', { weather: 'fine' }, { text: '', toolCalls: [], finish: 'unknown' }],
  ])('%s', (_shape, outputs, answer) => {
    expect(outputOf(outputs)).toEqual(answer);
  });
});

describe('what is no call', () => {
  it.each<[Json]>([
    [null],
    [{}],
    [{ messages: [] }],
    [{ input: '' }],
    [{ question: 'Hi' }],
    [[1, 2]],
    [{ messages: [{ type: 'reasoning' }] }],
    [{ messages: {} }],
  ])('%j is unreadable, in words', (inputs) => {
    expect(rebuildCall(someRun({ id: 'r', kind: 'llm', inputs }))).toEqual({
      unreadable: 'It does not record the messages that were sent to the model.',
    });
  });

  it('a run of another kind is none', () => {
    expect(rebuildCall(someRun({ id: 'r', kind: 'tool', inputs: { input: 'Hi' } }))).toHaveProperty('unreadable');
  });

  it('brackets without end in a string are read as the text that they are', () => {
    const text = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(messagesOf({ input: text })).toEqual([plain('user', text)]);
  });

  it('nothing that JSON can say breaks it', () => {
    const word = fc.constantFrom(
      ...[
        'role',
        'content',
        'type',
        'messages',
        'input',
        'parts',
        'tool_calls',
        'function',
        'name',
        'arguments',
        'text',
      ],
      ...['user', 'assistant', 'tool', 'tool_result', 'function_call', 'choices', 'message', 'generations', 'lc', 'id'],
      ...['kwargs', 'output', 'tools', 'constructor', 'toString', '{"role":"user"}', '[[]]', ''],
    );
    const { json } = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'medium', withCrossShrink: true },
        word,
        fc.constantFrom(null, true, 7),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(word, tie('json'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(json, json, json, (inputs, outputs, params) => {
        const extra = { invocation_params: params };
        const rebuilt = rebuildCall(someRun({ id: 'r', kind: 'llm', inputs, outputs, extra }));
        if ('unreadable' in rebuilt) return;
        const { call, output } = rebuilt;
        const said = [...call.messages.map(({ content }) => content), output.text];
        const calls = [...call.messages.flatMap(({ toolCalls }) => toolCalls), ...output.toolCalls];
        expect(said.every((text) => typeof text === 'string')).toBe(true);
        expect(calls.every(({ id, name }) => typeof id === 'string' && typeof name === 'string')).toBe(true);
        expect(call.tools.every((tool) => typeof tool.name === 'string' && typeof tool.description === 'string')).toBe(
          true,
        );
      }),
      { numRuns: 1_000, seed: 20261121 },
    );
  });
});
