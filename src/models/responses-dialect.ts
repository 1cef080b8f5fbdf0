import type {
  FunctionTool,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import type { Call, Message, ToolSpec } from '../domain/call.ts';
import type { Json, JsonObject } from '../domain/json.ts';

export type ResponsesRequest = ResponseCreateParamsNonStreaming & Readonly<{ model: string }>;

/** A recorded call in the words of OpenAI's Responses API. Shapes: https://platform.openai.com/docs/api-reference/responses */
export function toResponses(call: Call, model: string): ResponsesRequest {
  const format = formatOf(call.responseFormat);
  return {
    model,
    store: false,
    input: call.messages.flatMap(itemsOf),
    ...(call.tools.length > 0 && { tools: call.tools.map(toolOf) }),
    ...(format && { text: { format } }),
    ...parametersOf(call.parameters),
  };
}

function itemsOf({ role, content, toolCalls, toolCallId }: Message): readonly ResponseInputItem[] {
  if (role === 'tool') return [{ type: 'function_call_output', call_id: toolCallId ?? 'unknown', output: content }];
  const said: readonly ResponseInputItem[] = content === '' ? [] : [{ type: 'message', role, content }];
  const called = toolCalls.map(
    ({ id, name, arguments: given }): ResponseInputItem => ({
      type: 'function_call',
      call_id: id,
      name,
      arguments: typeof given === 'string' ? given : JSON.stringify(given),
    }),
  );
  return [...said, ...called];
}

/** Not strict: a recorded schema need not be in the subset that strict mode takes. */
function toolOf({ name, description, parameters }: ToolSpec): FunctionTool {
  return { type: 'function', name, description, parameters: { ...parameters }, strict: false };
}

function parametersOf(recorded: JsonObject): Partial<ResponseCreateParamsNonStreaming> {
  const longest = recorded.max_output_tokens ?? recorded.max_completion_tokens ?? recorded.max_tokens;
  return {
    ...(typeof recorded.temperature === 'number' && { temperature: recorded.temperature }),
    ...(typeof recorded.top_p === 'number' && { top_p: recorded.top_p }),
    ...(typeof longest === 'number' && { max_output_tokens: Math.max(16, longest) }),
  };
}

type Format = NonNullable<NonNullable<ResponseCreateParamsNonStreaming['text']>['format']>;

/** Chat Completions nests the schema under `json_schema`, Responses does not. */
function formatOf(recorded: Json): Format | undefined {
  if (!isObject(recorded)) return undefined;
  if (recorded.type === 'json_object') return { type: 'json_object' };
  if (recorded.type !== 'json_schema') return undefined;
  const { name, schema } = isObject(recorded.json_schema) ? recorded.json_schema : recorded;
  return isObject(schema)
    ? { type: 'json_schema', name: typeof name === 'string' ? name : 'answer', schema: { ...schema } }
    : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
