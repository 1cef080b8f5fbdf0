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
import { partsOf } from './responses-media.ts';

export type ResponsesRequest = ResponseCreateParamsNonStreaming & Readonly<{ model: string }>;

/** A recorded call in the words of OpenAI's Responses API. Shapes: https://platform.openai.com/docs/api-reference/responses */
export function toResponses(call: Call, model: string): ResponsesRequest {
  const format = formatOf(call.responseFormat);
  const verbosity = Verbosity.safeParse(call.parameters.verbosity).data;
  return {
    model,
    store: false,
    input: call.messages.flatMap(itemsOf),
    ...(call.tools.length > 0 && toolsOf(call)),
    ...((format || verbosity) && { text: { ...(format && { format }), ...(verbosity && { verbosity }) } }),
    ...parametersOf(call.parameters),
  };
}

function itemsOf({ role, content, media, toolCalls, toolCallId }: Message): readonly ResponseInputItem[] {
  const output = media ? partsOf(content, media) : content;
  if (role === 'tool') return [{ type: 'function_call_output', call_id: toolCallId ?? 'unknown', output }];
  const said: readonly ResponseInputItem[] = content === '' ? [] : [{ type: 'message', role, content: output }];
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

const Verbosity = z.enum(['low', 'medium', 'high']);
const Effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

const LONGEST = ['max_output_tokens', 'max_completion_tokens', 'max_tokens', 'maxOutputTokens', 'maxTokens'];
/** Chat Completions, Anthropic and Gemini take them, Responses has no place for them. */
const UNSENDABLE: readonly (readonly [string, readonly string[]])[] = [
  ['the words to stop at', ['stop', 'stop_sequences', 'stopSequences']],
  ['the seed', ['seed']],
  ['the choice among the likeliest words (top k)', ['top_k', 'topK']],
  ['penalties', ['frequency_penalty', 'presence_penalty', 'frequencyPenalty', 'presencePenalty']],
  ['the bias to words', ['logit_bias']],
  ['the budget for thinking', ['thinking']],
];

/** What was recorded of a call, and is not sent by `toResponses`, as people call it. */
export function leftOutOf({ parameters }: Call): readonly string[] {
  return UNSENDABLE.filter(([, names]) => names.some((name) => name in parameters)).map(([words]) => words);
}

function parametersOf(recorded: JsonObject): Partial<ResponseCreateParamsNonStreaming> {
  const longest = LONGEST.map((name) => recorded[name]).find((value) => typeof value === 'number');
  const topP = recorded.top_p ?? recorded.topP;
  const effort = Effort.safeParse(recorded.reasoning_effort ?? at(recorded, 'reasoning', 'effort')).data;
  return {
    ...(typeof recorded.temperature === 'number' && { temperature: recorded.temperature }),
    ...(typeof topP === 'number' && { top_p: topP }),
    ...(effort && { reasoning: { effort } }),
    ...(longest !== undefined && { max_output_tokens: Math.max(16, longest) }),
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
