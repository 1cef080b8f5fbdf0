import type {
  FunctionTool,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
  ToolChoiceFunction,
  ToolChoiceOptions,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import type { Call, Message, ToolSpec } from '../domain/call.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { at, isObject, textAt } from '../refine/trace/look-into-json.ts';

export type ResponsesRequest = ResponseCreateParamsNonStreaming & Readonly<{ model: string }>;

/** A recorded call in the words of OpenAI's Responses API. Shapes: https://platform.openai.com/docs/api-reference/responses */
export function toResponses(call: Call, model: string): ResponsesRequest {
  const format = formatOf(call.responseFormat);
  return {
    model,
    store: false,
    input: call.messages.flatMap(itemsOf),
    ...(call.tools.length > 0 && toolsOf(call)),
    ...(format && { text: { format } }),
    ...parametersOf(call.parameters),
  };
}

/** A part that is no text stands in a message by its name alone, in a line of its own: see `readContent`. */
const LOST_PARTS = [
  [/^\[image\]$/m, 'an image'],
  [/^\[audio\]$/m, 'audio'],
  [/^\[video\]$/m, 'a video'],
  [/^\[file\]$/m, 'a file'],
] as const;

/** What was left out when the call was read, so that it can't be made again as it was. */
export function lostPart({ messages }: Call): string | undefined {
  return LOST_PARTS.find(([named]) => messages.some(({ content }) => named.test(content)))?.[1];
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

/** Without tools, OpenAI refuses to be told how to choose among them. */
function toolsOf({ tools, parameters }: Call): Partial<ResponsesRequest> {
  const choice = toolChoiceOf(parameters.tool_choice ?? parameters.toolChoice, tools);
  const parallel = parameters.parallel_tool_calls;
  return {
    tools: tools.map(toolOf),
    ...(choice && { tool_choice: choice }),
    ...(typeof parallel === 'boolean' && { parallel_tool_calls: parallel }),
  };
}

/** Chat Completions nests the name under `function`, Anthropic calls it a `tool`; LangChain may record the bare name. */
function toolChoiceOf(
  recorded: Json | undefined,
  tools: readonly ToolSpec[],
): ToolChoiceOptions | ToolChoiceFunction | undefined {
  const word = typeof recorded === 'string' ? recorded : textAt(recorded, 'type');
  if (word === 'auto' || word === 'none' || word === 'required') return word;
  if (word === 'any') return 'required';
  const name = textAt(recorded, 'function', 'name') ?? textAt(recorded, 'name') ?? textAt(recorded, 'toolName') ?? word;
  return tools.some((tool) => tool.name === name) && name !== null ? { type: 'function', name } : undefined;
}

const Effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

function parametersOf(recorded: JsonObject): Partial<ResponseCreateParamsNonStreaming> {
  const longest = recorded.max_output_tokens ?? recorded.max_completion_tokens ?? recorded.max_tokens;
  const effort = Effort.safeParse(recorded.reasoning_effort ?? at(recorded, 'reasoning', 'effort')).data;
  return {
    ...(typeof recorded.temperature === 'number' && { temperature: recorded.temperature }),
    ...(typeof recorded.top_p === 'number' && { top_p: recorded.top_p }),
    ...(effort && { reasoning: { effort } }),
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
