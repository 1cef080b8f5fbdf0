import type { CallOutput, ToolCall } from '../../domain/call.ts';
import type { Json } from '../../domain/json.ts';
import { at, isList, isObject, textAt, unfold } from '../trace/look-into-json.ts';
import { readContent } from './read-content.ts';
import { readMessages } from './read-messages.ts';
import { readToolCalls } from './read-tools.ts';

type Path = readonly (string | number)[];

/** Where the model's message stands in what was recorded, likeliest first. */
const MESSAGE_PLACES: readonly Path[] = [
  ['choices', 0, 'message'],
  ['choices', 0],
  ['choices', 'message'],
  ['generations', 0, 0, 'message'],
  ['generations', 0, 0],
  ['generations', 0, 'message'],
  ['generations', 0],
  ['candidates', 0, 'content'],
  ['response', 'candidates', 0, 'content'],
  ['message'],
  ['output', 'message'],
  ['output'],
  ['steps'],
  ['outputs'],
  ['messages'],
  ['completion'],
  ['output_text'],
];
const FINISH_PLACES: readonly Path[] = [
  ['choices', 0, 'finish_reason'],
  ['generations', 0, 0, 'generation_info', 'finish_reason'],
  ['generations', 0, 0, 'generationInfo', 'finish_reason'],
  ...['finish_reason', 'stop_reason', 'finishReason', 'stopReason'].map(
    (key): Path => ['generations', 0, 0, 'message', 'kwargs', 'response_metadata', key],
  ),
  ['response_metadata', 'finish_reason'],
  ['response_metadata', 'stop_reason'],
  ['candidates', 0, 'finishReason'],
  ['incomplete_details', 'reason'],
  ['finishReason', 'unified'],
  ['finishReason'],
  ['finish_reason'],
  ['stop_reason'],
  ['done_reason'],
  ['status'],
];
const FINISHES: ReadonlyMap<string, CallOutput['finish']> = new Map<string, CallOutput['finish']>([
  ...['stop', 'end_turn', 'stop_sequence', 'completed', 'eos'].map((word) => [word, 'stop'] as const),
  ...['length', 'max_tokens', 'max_output_tokens', 'model_length'].map((word) => [word, 'length'] as const),
  ...['tool_calls', 'tool-calls', 'tool_use', 'function_call'].map((word) => [word, 'tool-calls'] as const),
  ...['content_filter', 'content-filter', 'refusal', 'safety', 'prohibited_content', 'recitation'].map(
    (word) => [word, 'refused'] as const,
  ),
]);

/** What the model answered, in any shape that SDKs record; `undefined` when nothing was. */
export function readAnswer(recorded: Json): CallOutput | undefined {
  const outputs = unfold(recorded) ?? null;
  for (const value of [...MESSAGE_PLACES.map((place) => at(outputs, ...place)), recorded]) {
    const said = sayingOf(value);
    if (said) return { text: said.text, toolCalls: said.toolCalls, finish: finishOf(outputs, said) };
  }
  return undefined;
}

type Saying = Readonly<{ text: string; toolCalls: readonly ToolCall[]; isRefusal: boolean }>;

function sayingOf(value: Json | undefined): Saying | undefined {
  if (value === undefined || value === null) return undefined;
  // Models write JSON too: it is a recorded message only when somebody speaks in it.
  if (typeof value === 'string') return spokenIn(unfold(value)) ?? justText(value);
  if (typeof value !== 'object') return justText(String(value));
  return spokenIn(value) ?? unspoken(value);
}

function spokenIn(value: Json | undefined): Saying | undefined {
  if (value === undefined || typeof value === 'string') return undefined;
  const messages = readMessages(value);
  // What came before may be recorded once more: the answer is what was said last.
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const until = messages.slice(0, last + 1);
  const spoken = until.slice(until.findLastIndex(({ role }) => role !== 'assistant') + 1);
  if (spoken.length === 0) return undefined;
  const texts = spoken.map(({ content }) => content).filter((content) => content !== '');
  return {
    text: texts.join('\n'),
    toolCalls: spoken.flatMap(({ toolCalls }) => toolCalls),
    isRefusal: textAt(value, 'refusal') !== null,
  };
}

/** An answer that names no role: `{ text }`, `{ content }`, a list of parts. */
function unspoken(value: Json): Saying | undefined {
  const parts = isObject(value) ? (at(value, 'text') ?? at(value, 'content') ?? at(value, 'parts')) : partsOnly(value);
  const { text, toolCalls } = readContent(parts);
  const calls = isObject(value) ? [...readToolCalls(value), ...toolCalls] : toolCalls;
  return text === '' && calls.length === 0 ? undefined : { text, toolCalls: calls, isRefusal: false };
}

const justText = (text: string): Saying => ({ text, toolCalls: [], isRefusal: false });

const partsOnly = (value: Json): Json | undefined =>
  isList(value) && value.every((part) => typeof part === 'string' || textAt(part, 'type') !== null) ? value : undefined;

/** Responses and Gemini call it a plain stop even when the model asked for tools. */
function finishOf(outputs: Json, { toolCalls, isRefusal }: Saying): CallOutput['finish'] {
  if (isRefusal) return 'refused';
  const words = FINISH_PLACES.map((place) => textAt(outputs, ...place)?.toLowerCase() ?? '');
  const finish = words.map((word) => FINISHES.get(word)).find((known) => known !== undefined);
  if (finish === undefined || finish === 'stop') return toolCalls.length > 0 ? 'tool-calls' : (finish ?? 'unknown');
  return finish;
}
