import type { Call, ToolSpec } from '../domain/call.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { isList, isObject, textAt } from '../refine/trace/look-into-json.ts';

/** What a recorded call asked of the model besides its messages, whatever names its maker gave it. */

const LONGEST = ['max_output_tokens', 'max_completion_tokens', 'max_tokens', 'maxOutputTokens', 'maxTokens'];
const NAMES = {
  temperature: ['temperature'],
  topP: ['top_p', 'topP'],
  topK: ['top_k', 'topK'],
  seed: ['seed'],
  frequencyPenalty: ['frequency_penalty', 'frequencyPenalty'],
  presencePenalty: ['presence_penalty', 'presencePenalty'],
} as const;
const STOPS = ['stop', 'stop_sequences', 'stopSequences'];

/** As people call what may have to be left out. */
const LEFT_OUT = {
  stops: ['the words to stop at', STOPS],
  seed: ['the seed', NAMES.seed],
  topK: ['the choice among the likeliest words (top k)', NAMES.topK],
  sampling: ['how freely words are chosen (temperature, top p)', [...NAMES.temperature, ...NAMES.topP]],
  penalties: ['penalties', [...NAMES.frequencyPenalty, ...NAMES.presencePenalty]],
  bias: ['the bias to words', ['logit_bias']],
  thinking: ['the budget for thinking', ['thinking']],
  effort: ['how hard to think', ['reasoning_effort', 'reasoning']],
} as const satisfies Record<string, readonly [string, readonly string[]]>;
export type LeftOut = keyof typeof LEFT_OUT;

/** Of what an API has no place for, that which the call asked for, as people call it. */
export function leftOutOf({ parameters }: Pick<Call, 'parameters'>, unsendable: readonly LeftOut[]): readonly string[] {
  return unsendable
    .filter((wish) => LEFT_OUT[wish][1].some((name) => name in parameters))
    .map((wish) => LEFT_OUT[wish][0]);
}

export function numberOf(parameters: JsonObject, wish: keyof typeof NAMES): number | undefined {
  return numberIn(parameters, NAMES[wish]);
}

/** Tokens of the answer at most. */
export const longestOf = (parameters: JsonObject): number | undefined => numberIn(parameters, LONGEST);

function numberIn(parameters: JsonObject, names: readonly string[]): number | undefined {
  return names.map((name) => parameters[name]).find((value) => typeof value === 'number');
}

/** Nothing but white space is refused by most as a word to stop at. */
export function stopsOf(parameters: JsonObject): readonly string[] {
  const said = STOPS.map((name) => parameters[name]).find((value) => value !== undefined);
  const words = isList(said) ? said : [said ?? ''];
  return words.filter((word) => typeof word === 'string' && word.trim() !== '').map(String);
}

export type ToolChoice = 'auto' | 'none' | 'required' | Readonly<{ name: string }>;

/**
 * `undefined` where nothing was said, or what no longer can be meant. Chat Completions nests the name under `function`,
 * Anthropic calls it a `tool` and `required` `any`; LangChain may record the bare name.
 */
export function toolChoiceOf({ parameters, tools }: Pick<Call, 'parameters' | 'tools'>): ToolChoice | undefined {
  const recorded = parameters.tool_choice ?? parameters.toolChoice;
  const word = typeof recorded === 'string' ? recorded : textAt(recorded, 'type');
  if (word === 'auto' || word === 'none' || word === 'required') return word;
  if (word === 'any') return 'required';
  const name = textAt(recorded, 'function', 'name') ?? textAt(recorded, 'name') ?? textAt(recorded, 'toolName') ?? word;
  return name !== null && isOffered(name, tools) ? { name } : undefined;
}

const isOffered = (name: string, tools: readonly ToolSpec[]): boolean => tools.some((tool) => tool.name === name);

/** `json`: any JSON at all. Chat Completions nests the schema under `json_schema`, Responses and Anthropic do not. */
export function formatOf(recorded: Json): 'json' | Readonly<{ name: string; schema: JsonObject }> | undefined {
  if (!isObject(recorded)) return undefined;
  if (recorded.type === 'json_object') return 'json';
  if (recorded.type !== 'json_schema') return undefined;
  const { name, schema } = isObject(recorded.json_schema) ? recorded.json_schema : recorded;
  return isObject(schema) ? { name: typeof name === 'string' ? name : 'answer', schema } : undefined;
}

/** Without what the call did not ask for. */
export const asked = (wishes: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(wishes).flatMap(([name, wish]) => (wish === undefined ? [] : [[name, wish]])));
