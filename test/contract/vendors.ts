import type { IncomingHttpHeaders } from 'node:http';
import type { Call, CallOutput, ToolCall } from '../../src/domain/call.ts';
import type { Json } from '../../src/domain/json.ts';
import { anthropicProvider } from '../../src/models/anthropic.ts';
import { compatibleProvider } from '../../src/models/compatible.ts';
import { geminiProvider } from '../../src/models/gemini.ts';
import { openAiProvider } from '../../src/models/openai.ts';
import type { Provider } from '../../src/models/provider.ts';
import { at, isList, textAt } from '../../src/refine/trace/look-into-json.ts';

/** What a model of any vendor says; of its 11 tokens of input some were known. */
export type Said = Readonly<{
  text?: string;
  call?: ToolCall;
  finish?: CallOutput['finish'];
  cached?: number;
}>;

/** Each vendor's own words, as its servers write and read them. */
export type Vendor = Readonly<{
  provider: Provider;
  /** Of a recorded call's model, as the vendor's own servers know it. */
  model: string;
  /** What stands before the API's paths at another address. */
  below: string;
  path: string;
  says(said: Said): unknown;
  refuses(status: number, message: string): unknown;
  /** Headers with which 90 tokens and 9 requests a minute are told, 40 tokens of them left. */
  limits: Readonly<Record<string, string>>;
  keyIn(headers: IncomingHttpHeaders): string | undefined;
  /** All texts of a request in the order in which they are read, instructions first. */
  textsIn(body: Json): readonly (string | null)[];
  schemaIn(body: Json): Json | undefined;
  longestIn(body: Json): Json | undefined;
  /** Calls and results of tools, and what is offered, in the order in which they stand in a request. */
  toolsIn(body: Json): readonly string[];
}>;

const bearer = (headers: IncomingHttpHeaders) => headers.authorization?.replace('Bearer ', '');
const itemsOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

const openAi: Vendor = {
  provider: openAiProvider,
  model: 'gpt-5',
  below: '/v1',
  path: '/v1/responses',
  says: ({ text = '', call, finish, cached }) => ({
    id: 'resp_1',
    object: 'response',
    status: finish === 'length' ? 'incomplete' : 'completed',
    ...(finish === 'length' && { incomplete_details: { reason: 'max_output_tokens' } }),
    model: 'gpt-5-2026',
    output: [
      { type: 'reasoning', id: 'r', summary: [] },
      {
        type: 'message',
        role: 'assistant',
        content: [finish === 'refused' ? { type: 'refusal', refusal: text } : { type: 'output_text', text }],
      },
      ...(call
        ? [{ type: 'function_call', call_id: call.id, name: call.name, arguments: JSON.stringify(call.arguments) }]
        : []),
    ],
    usage: {
      input_tokens: 11,
      output_tokens: 7,
      ...(cached !== undefined && { input_tokens_details: { cached_tokens: cached } }),
    },
  }),
  refuses: (_status, message) => ({ error: { message, type: 'invalid_request_error' } }),
  limits: {
    'x-ratelimit-limit-tokens': '90',
    'x-ratelimit-limit-requests': '9',
    'x-ratelimit-remaining-tokens': '40',
  },
  keyIn: bearer,
  textsIn: (body) => [
    textAt(body, 'instructions'),
    ...(typeof at(body, 'input') === 'string'
      ? [textAt(body, 'input')]
      : itemsOf(at(body, 'input')).map((item) => textAt(item, 'content', 0, 'text'))),
  ],
  schemaIn: (body) => at(body, 'text', 'format', 'schema'),
  longestIn: (body) => at(body, 'max_output_tokens'),
  toolsIn: (body) => [
    ...itemsOf(at(body, 'input')).flatMap((item) => textAt(item, 'arguments') ?? textAt(item, 'output') ?? []),
    ...itemsOf(at(body, 'tools')).flatMap((tool) => textAt(tool, 'name') ?? []),
  ],
};

const anthropic: Vendor = {
  provider: anthropicProvider,
  model: 'claude-opus-5',
  below: '',
  path: '/v1/messages',
  says: ({ text = '', call, finish = 'stop', cached }) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-2026',
    content: [
      { type: 'thinking', thinking: 'Hm.', signature: 's' },
      ...(text ? [{ type: 'text', text }] : []),
      ...(call ? [{ type: 'tool_use', id: call.id, name: call.name, input: call.arguments }] : []),
    ],
    stop_reason: {
      stop: 'end_turn',
      length: 'max_tokens',
      refused: 'refusal',
      'tool-calls': 'tool_use',
      unknown: null,
    }[call ? 'tool-calls' : finish],
    usage:
      cached === undefined
        ? { input_tokens: 11, output_tokens: 7 }
        : {
            input_tokens: 11 - cached - 1,
            cache_creation_input_tokens: 1,
            cache_read_input_tokens: cached,
            output_tokens: 7,
          },
  }),
  refuses: (_status, message) => ({ type: 'error', error: { type: 'some_error', message } }),
  limits: {
    'anthropic-ratelimit-tokens-limit': '90',
    'anthropic-ratelimit-requests-limit': '9',
    'anthropic-ratelimit-tokens-remaining': '40',
  },
  keyIn: (headers) => headers['x-api-key']?.toString(),
  textsIn: (body) => [
    textAt(body, 'system'),
    ...itemsOf(at(body, 'messages')).flatMap((message) =>
      itemsOf(at(message, 'content')).map((block) => textAt(block, 'text')),
    ),
  ],
  schemaIn: (body) => at(body, 'output_config', 'format', 'schema'),
  longestIn: (body) => at(body, 'max_tokens'),
  toolsIn: (body) => [
    ...itemsOf(at(body, 'messages')).flatMap((message) =>
      itemsOf(at(message, 'content')).flatMap((block) => {
        const input = at(block, 'input');
        return input === undefined ? (textAt(block, 'content', 0, 'text') ?? []) : JSON.stringify(input);
      }),
    ),
    ...itemsOf(at(body, 'tools')).flatMap((tool) => textAt(tool, 'name') ?? []),
  ],
};

const gemini: Vendor = {
  provider: geminiProvider,
  model: 'gemini-3-pro',
  below: '',
  path: '/v1beta/models/set-model:generateContent',
  says: ({ text = '', call, finish = 'stop', cached }) => ({
    candidates: [
      {
        content: {
          role: 'model',
          parts: [
            { text: 'Hm.', thought: true },
            ...(text ? [{ text }] : []),
            ...(call ? [{ functionCall: { id: call.id, name: call.name, args: call.arguments } }] : []),
          ],
        },
        finishReason: { length: 'MAX_TOKENS', refused: 'SAFETY', stop: 'STOP', 'tool-calls': 'STOP', unknown: 'OTHER' }[
          finish
        ],
      },
    ],
    modelVersion: 'gemini-3-pro-2026',
    usageMetadata: {
      promptTokenCount: 11,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 2,
      ...(cached !== undefined && { cachedContentTokenCount: cached }),
    },
  }),
  refuses: (status, message) => ({ error: { code: status, message, status: 'SOME_STATUS', details: [] } }),
  limits: {},
  keyIn: (headers) => headers['x-goog-api-key']?.toString(),
  textsIn: (body) => [
    textAt(body, 'systemInstruction', 'parts', 0, 'text'),
    ...itemsOf(at(body, 'contents')).flatMap((turn) => itemsOf(at(turn, 'parts')).map((part) => textAt(part, 'text'))),
  ],
  schemaIn: (body) => at(body, 'generationConfig', 'responseJsonSchema'),
  longestIn: (body) => at(body, 'generationConfig', 'maxOutputTokens'),
  toolsIn: (body) => [
    ...itemsOf(at(body, 'contents')).flatMap((turn) =>
      itemsOf(at(turn, 'parts')).flatMap((part) => {
        const given = at(part, 'functionCall', 'args') ?? at(part, 'functionResponse', 'response');
        return given === undefined ? [] : JSON.stringify(given);
      }),
    ),
    ...itemsOf(at(body, 'tools', 0, 'functionDeclarations')).flatMap((tool) => textAt(tool, 'name') ?? []),
  ],
};

const compatible: Vendor = {
  provider: compatibleProvider,
  model: 'qwen3',
  below: '/v1',
  path: '/v1/chat/completions',
  says: ({ text, call, finish = 'stop', cached }) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'qwen3-2026',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: finish === 'refused' ? null : (text ?? null),
          ...(finish === 'refused' && { refusal: text }),
          ...(call && {
            tool_calls: [
              {
                id: call.id,
                type: 'function',
                function: { name: call.name, arguments: JSON.stringify(call.arguments) },
              },
            ],
          }),
        },
        finish_reason: finish === 'length' ? 'length' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: 11,
      completion_tokens: 7,
      ...(cached !== undefined && { prompt_tokens_details: { cached_tokens: cached } }),
    },
  }),
  refuses: (_status, message) => ({ error: { message, type: 'some_error', param: null, code: null } }),
  limits: openAi.limits,
  keyIn: bearer,
  textsIn: (body) => itemsOf(at(body, 'messages')).map((message) => textAt(message, 'content')),
  schemaIn: (body) => at(body, 'response_format', 'json_schema', 'schema'),
  longestIn: (body) => at(body, 'max_tokens'),
  toolsIn: (body) => [
    ...itemsOf(at(body, 'messages')).flatMap((message) =>
      at(message, 'role') === 'tool'
        ? (textAt(message, 'content') ?? [])
        : (textAt(message, 'tool_calls', 0, 'function', 'arguments') ?? []),
    ),
    ...itemsOf(at(body, 'tools')).flatMap((tool) => textAt(tool, 'function', 'name') ?? []),
  ],
};

export const vendors: readonly Vendor[] = [openAi, anthropic, gemini, compatible];

/** With a call of a tool and its result behind it. */
export const callWithTools = (call: Call, model: string): Call => ({
  ...call,
  model,
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
});
