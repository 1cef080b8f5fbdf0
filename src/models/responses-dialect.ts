import type {
  FunctionTool,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import type { Call, Message, ToolSpec } from '../domain/call.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { at } from '../refine/trace/look-into-json.ts';
import { leftOutOf, longestOf, numberOf, toolChoiceOf, formatOf as wantedFormat } from './recorded-wishes.ts';
import type { Sending } from './replay-terms.ts';
import { partsOf, unsendableMedia } from './responses-media.ts';

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
function toolsOf(call: Call): Partial<ResponsesRequest> {
  const choice = toolChoiceOf(call);
  const parallel = call.parameters.parallel_tool_calls;
  return {
    tools: call.tools.map(toolOf),
    ...(choice && { tool_choice: typeof choice === 'string' ? choice : { type: 'function', name: choice.name } }),
    ...(typeof parallel === 'boolean' && { parallel_tool_calls: parallel }),
  };
}

const Verbosity = z.enum(['low', 'medium', 'high']);
const Effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

/** Chat Completions, Anthropic and Gemini take them, Responses has no place for them. */
export const responsesSending: Sending = {
  leftOut: (call) => leftOutOf(call, ['stops', 'seed', 'topK', 'penalties', 'bias', 'thinking']),
  unsendable: unsendableMedia,
};

function parametersOf(recorded: JsonObject): Partial<ResponseCreateParamsNonStreaming> {
  const longest = longestOf(recorded);
  const temperature = numberOf(recorded, 'temperature');
  const topP = numberOf(recorded, 'topP');
  const effort = Effort.safeParse(recorded.reasoning_effort ?? at(recorded, 'reasoning', 'effort')).data;
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(effort && { reasoning: { effort } }),
    ...(longest !== undefined && { max_output_tokens: Math.max(16, longest) }),
  };
}

type Format = NonNullable<NonNullable<ResponseCreateParamsNonStreaming['text']>['format']>;

function formatOf(recorded: Json): Format | undefined {
  const format = wantedFormat(recorded);
  if (format === 'json') return { type: 'json_object' };
  return format && { type: 'json_schema', name: format.name, schema: { ...format.schema } };
}
