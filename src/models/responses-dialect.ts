import type {
  FunctionTool,
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import type { Call, CallOutput, Message, ToolSpec } from '../domain/call.ts';
import type { Json, JsonObject } from '../domain/json.ts';

/** A recorded call in the words of OpenAI's Responses API. Shapes: https://platform.openai.com/docs/api-reference/responses */
export function toResponses(call: Call, model: string): ResponseCreateParamsNonStreaming {
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

/** What the model said, in no provider's dialect. */
export function fromResponses(response: Response): CallOutput {
  const toolCalls = response.output.flatMap((item) =>
    item.type === 'function_call' ? [{ id: item.call_id, name: item.name, arguments: parsed(item.arguments) }] : [],
  );
  const text = response.output
    .flatMap((item) => (item.type === 'message' ? item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : part.refusal))
    .join('');
  return { text, toolCalls, finish: finishOf(response, toolCalls.length > 0) };
}

function finishOf(response: Response, hasToolCalls: boolean): CallOutput['finish'] {
  if (response.status === 'incomplete')
    return response.incomplete_details?.reason === 'content_filter' ? 'refused' : 'length';
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  if (parts.some(({ type }) => type === 'refusal')) return 'refused';
  return hasToolCalls ? 'tool-calls' : 'stop';
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

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
