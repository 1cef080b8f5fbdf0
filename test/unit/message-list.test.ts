import { expect, it } from 'vitest';
import { rebuildCall } from '../../src/refine/call/rebuild-call.ts';
import { parseTraceText } from '../../src/sources/parse-trace-text.ts';
import { formats } from '../../src/wiring-of-reading.ts';

/** Each run in short: `llm assistant: rye?|oven(…)` for what was asked last and what was said. */
async function outline(document: unknown) {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const parsed = await parseTraceText(text);
  const trace = formats.map(({ read }) => read(parsed)).find((found) => found !== undefined);
  return trace?.runs.map((run) => {
    const rebuilt = rebuildCall(run);
    if ('unreadable' in rebuilt) return `${run.kind} ${run.name}`;
    const { call, output } = rebuilt;
    const said = [output.text, ...output.toolCalls.map(({ name }) => `${name}()`)]
      .filter((part) => part !== '')
      .join(' ');
    return `${run.kind} ${run.name} (${call.messages.map(({ role, content }) => `${role}: ${content}`).join(', ')}) ${said}`;
  });
}

const call = { id: 'c1', type: 'function', function: { name: 'oven', arguments: '{"degrees":220}' } };

it.each<readonly [string, unknown, readonly string[]]>([
  [
    'ShareGPT',
    [
      {
        id: 'a',
        conversations: [
          { from: 'human', value: 'Rye?' },
          { from: 'gpt', value: 'Yes.' },
        ],
      },
    ],
    ['chain conversation', 'llm assistant (user: Rye?) Yes.'],
  ],
  [
    'AutoGen',
    [
      { source: 'user', type: 'TextMessage', content: 'Heat it.' },
      {
        source: 'baker',
        type: 'ToolCallRequestEvent',
        content: [{ id: 'c1', name: 'oven', arguments: '{}' }],
        models_usage: { prompt_tokens: 5, completion_tokens: 2 },
      },
      {
        source: 'baker',
        type: 'ToolCallExecutionEvent',
        content: [{ call_id: 'c1', content: 'hot', is_error: false }],
      },
      { source: 'baker', type: 'TextMessage', content: 'Done.' },
    ],
    [
      'chain conversation',
      'llm baker (user: Heat it.) oven()',
      'tool oven',
      'llm baker (user: Heat it., assistant: , tool: hot) Done.',
    ],
  ],
  [
    "ChatGPT's export",
    {
      title: 'Bread',
      current_node: 'n3',
      mapping: {
        n1: { parent: null, children: ['n2'], message: null },
        n2: {
          parent: 'n1',
          children: ['n3', 'n4'],
          message: { author: { role: 'user' }, content: { content_type: 'text', parts: ['Rye?'] } },
        },
        n3: {
          parent: 'n2',
          children: [],
          message: { author: { role: 'assistant' }, content: { content_type: 'text', parts: ['Yes.'] } },
        },
        n4: {
          parent: 'n2',
          children: [],
          message: { author: { role: 'assistant' }, content: { content_type: 'text', parts: ['No.'] } },
        },
      },
    },
    ['chain Bread', 'llm assistant (user: Rye?) Yes.'],
  ],
  [
    'a state of LangGraph',
    {
      values: {
        messages: [
          { type: 'human', content: 'Rye?' },
          { type: 'ai', content: 'Yes.', id: 'm' },
        ],
      },
      next: [],
      config: {},
    },
    ['chain conversation', 'llm assistant (user: Rye?) Yes.'],
  ],
  [
    'rows for fine-tuning',
    '{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Rye?"},{"role":"assistant","content":"Yes."}]}\n{"messages":[{"role":"user","content":"Oat?"},{"role":"assistant","content":"No."}]}',
    [
      'chain conversations',
      'chain conversation',
      'llm assistant (system: Be brief., user: Rye?) Yes.',
      'chain conversation',
      'llm assistant (user: Oat?) No.',
    ],
  ],
  [
    "the Vercel AI SDK's UI messages",
    [
      { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Heat it.' }] },
      {
        id: 'm2',
        role: 'assistant',
        parts: [
          { type: 'step-start' },
          { type: 'tool-oven', toolCallId: 'c1', state: 'output-available', input: { degrees: 220 }, output: 'hot' },
          { type: 'text', text: 'Done.' },
        ],
      },
    ],
    ['chain conversation', 'llm assistant (user: Heat it.) Done. oven()', 'tool oven'],
  ],
  [
    "items of OpenAI's Responses",
    [
      { role: 'user', content: 'Heat it.' },
      { type: 'reasoning', summary: [] },
      { type: 'function_call', call_id: 'c1', name: 'oven', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'hot' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done.' }] },
    ],
    [
      'chain conversation',
      'llm assistant (user: Heat it.) oven()',
      'tool oven',
      'llm assistant (user: Heat it., assistant: , tool: hot) Done.',
    ],
  ],
  [
    'a talk between agents, each a user to the others',
    [
      { role: 'user', name: 'customer', content: 'Rye?' },
      { role: 'user', name: 'shop', content: 'I ask the baker.' },
      { role: 'assistant', name: 'baker', content: 'Yes.' },
    ],
    ['chain conversation', 'other shop', 'llm baker (user: Rye?, user: I ask the baker.) Yes.'],
  ],
  [
    "Codex's log",
    [
      { type: 'session_meta', payload: { id: 's', instructions: 'Be brief.' } },
      { type: 'turn_context', payload: { model: 'small-1' } },
      {
        type: 'response_item',
        payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Rye?' }] },
      },
      {
        type: 'response_item',
        payload: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Yes.' }] },
      },
    ],
    ['chain session', 'llm assistant (system: Be brief., user: Rye?) Yes.'],
  ],
  [
    'a request with tools that waits for its answer',
    {
      model: 'small-1',
      messages: [
        { role: 'user', content: 'Heat it.' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: 'hot' },
      ],
    },
    ['llm small-1 (user: Heat it., assistant: , tool: hot) '],
  ],
  [
    'messages that carry what traces of others carry too',
    [
      { id: 'm1', timestamp: '2026-03-01T09:00:00Z', userId: 'u', sessionId: 's', role: 'user', content: 'Rye?' },
      { id: 'm2', timestamp: '2026-03-01T09:00:01Z', userId: 'u', sessionId: 's', role: 'assistant', content: 'Yes.' },
    ],
    ['chain conversation', 'llm assistant (user: Rye?) Yes.'],
  ],
  [
    'a conversation in plain text',
    'User: Rye?\nor oat?\n\n**Assistant:** Yes.\nUser: Thanks',
    ['chain conversation', 'llm assistant (user: Rye?\nor oat?) Yes.', 'other user'],
  ],
  [
    'a conversation in YAML',
    'messages:\n  - role: user\n    content: Rye?\n  - role: assistant\n    content: "Yes."\n',
    ['chain conversation', 'llm assistant (user: Rye?) Yes.'],
  ],
  [
    'a streamed answer',
    'event: message_start\ndata: {"type":"message_start","message":{"type":"message","role":"assistant","model":"small-2","content":[]}}\n\nevent: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Ye"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"s."}}\n\nevent: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}\n\n',
    ['llm small-2'],
  ],
])('reads %s', async (_what, document, expected) => {
  expect(await outline(document)).toEqual(expected);
});

it.each<readonly [string, unknown]>([
  ['settings', { name: 'bakery', version: '1.0', scripts: { test: 'vitest' } }],
  [
    'a list of products',
    [
      { id: 1, name: 'Rye', price: 4 },
      { id: 2, name: 'Oat', price: 5 },
    ],
  ],
  ['a list of words', ['rye', 'oat']],
  ['nothing', {}],
  ['prose', 'Note: the bakery opens at eight.\nAssistant bakers come at six.'],
])('%s is no trace', async (_what, document) => {
  const read = outline(document).catch(({ kind }: { kind?: string }) => kind);
  expect([undefined, 'trace-unreadable']).toContain(await read);
});
