import type { Message, ToolSpec } from '../../domain/call.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Run } from '../../domain/trace.ts';
import { at, isList, isObject, objectAt, textAt, unfold } from '../trace/look-into-json.ts';
import { readContent } from './read-content.ts';
import { readMessages } from './read-messages.ts';
import { readTools } from './read-tools.ts';

/** Where the messages of a request stand, likeliest first. */
const MESSAGE_KEYS = ['messages', 'input', 'contents', 'prompts', 'prompt'];
/** What is said to the model before all messages. */
const SYSTEM_KEYS = ['system', 'instructions', 'systemInstruction', 'system_instruction', 'system_prompt'];
const PARAMETERS: ReadonlySet<string> = new Set([
  ...['temperature', 'top_p', 'topP', 'top_k', 'topK', 'seed', 'stop', 'stop_sequences', 'stopSequences', 'n'],
  ...['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'maxTokens', 'maxOutputTokens'],
  ...['frequency_penalty', 'presence_penalty', 'frequencyPenalty', 'presencePenalty', 'logit_bias'],
  ...['tool_choice', 'toolChoice', 'parallel_tool_calls', 'reasoning', 'reasoning_effort', 'thinking', 'verbosity'],
]);

/** The parts of a request, wherever the SDK recorded each: in the run's inputs, or beside them as parameters. */
export type Request = Readonly<{
  messages: readonly Message[];
  tools: readonly ToolSpec[];
  responseFormat: Json;
  parameters: JsonObject;
}>;

export function readRequest({ inputs, extra }: Pick<Run, 'inputs' | 'extra'>): Request {
  const recorded = unfold(inputs) ?? null;
  const request = requestIn(recorded);
  const params = objectAt(extra, 'invocation_params');
  const places = [request, objectAt(request, 'config'), objectAt(request, 'generationConfig'), params];
  return {
    messages: isObject(recorded) ? messagesOf(request) : readMessages(recorded),
    tools: toolsIn([...places, objectAt(recorded), objectAt(extra, 'options')]),
    responseFormat: responseFormatIn(places),
    parameters: parametersIn(places),
  };
}

/** Functions that are traced by hand record their arguments, with the request among them. */
function requestIn(inputs: Json): JsonObject {
  const places = [
    inputs,
    at(inputs, 'kwargs'),
    at(inputs, 'args', 0),
    at(inputs, 'input'),
    at(inputs, 'request'),
    at(inputs, 'params'),
    at(inputs, 'body'),
  ];
  const objects = places.map(unfold).filter(isObject);
  return objects.find((place) => messagesOf(place).length > 0) ?? objects[0] ?? {};
}

function messagesOf(request: JsonObject): readonly Message[] {
  const messages = MESSAGE_KEYS.map((key) => readMessages(firstPrompt(key, request[key])));
  const found = messages.find((list) => list.length > 0);
  if (!found) return [];
  const system = SYSTEM_KEYS.map((key) => readSystem(request[key] ?? at(request, 'config', key))).find(
    (text) => text !== '',
  );
  return system === undefined
    ? found
    : [{ role: 'system', content: system, toolCalls: [], toolCallId: null }, ...found];
}

/** LangChain's text models record a batch of one: `{ prompts: ['…'] }`. */
function firstPrompt(key: string, value: Json | undefined): Json | undefined {
  const isBatch = (key === 'prompts' || key === 'prompt') && isList(value) && typeof value[0] === 'string';
  return isBatch ? value[0] : value;
}

function readSystem(value: Json | undefined): string {
  const content = unfold(value);
  return readContent(at(content, 'parts') ?? at(content, 'content') ?? content).text;
}

function toolsIn(places: readonly JsonObject[]): readonly ToolSpec[] {
  const offers = places.flatMap((place) => [readTools(place.tools), readTools(place.functions)]);
  return offers.find((tools) => tools.length > 0) ?? [];
}

/** OpenAI chat and LangChain, OpenAI Responses, Anthropic. */
function responseFormatIn(places: readonly JsonObject[]): Json {
  for (const place of places) {
    const format = place.response_format ?? at(place, 'text', 'format') ?? at(place, 'output_config', 'format');
    // `{ type: 'text' }` asks for nothing.
    if (isObject(format) && textAt(format, 'type') !== 'text') return format;
  }
  return null;
}

function parametersIn(places: readonly JsonObject[]): JsonObject {
  const found = places.toReversed().flatMap((place) => Object.entries(place));
  return Object.fromEntries(found.filter(([key, value]) => PARAMETERS.has(key) && value !== null));
}
