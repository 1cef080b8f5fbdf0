import type { ToolCall } from '../../domain/call.ts';
import type { Json } from '../../domain/json.ts';
import { at, isList, isObject, textAt } from '../trace/look-into-json.ts';
import { readToolCall } from './read-tools.ts';

/** A tool's answer that stands as a part in somebody's message. */
type ToolAnswer = Readonly<{ toolCallId: string; content: string }>;

export type Content = Readonly<{
  /** Text parts joined by line breaks; what is not text is named in brackets. */
  text: string;
  toolCalls: readonly ToolCall[];
  toolAnswers: readonly ToolAnswer[];
}>;

const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'input_text', 'output_text', 'refusal', 'summary_text']);
const CALL_TYPES: ReadonlySet<string> = new Set(['tool_use', 'tool-call', 'tool_call', 'server_tool_use']);
const ANSWER_TYPES: ReadonlySet<string> = new Set([
  'tool_result',
  'tool-result',
  'tool_call_response',
  'web_search_tool_result',
]);
/** A model's thoughts are its own: no provider takes them back as text, and no customer read them. */
const SILENT_TYPES: ReadonlySet<string> = new Set([
  ...['thinking', 'redacted_thinking', 'reasoning', 'cachePoint', 'step-start'],
]);
/** `tool-<name>` of UI messages; `tool-call` and `tool-result` are model messages' own. */
const UI_TOOL = /^(?:tool-(?!call$|result$|use$|error$)|dynamic-tool$)/;
const MEDIA: readonly (readonly [RegExp, string])[] = [
  [/image/, '[image]'],
  [/audio/, '[audio]'],
  [/video/, '[video]'],
  [/file|document|pdf/, '[file]'],
];

/** Reads the content of a message: a string, or a list of parts as OpenAI, Anthropic, Gemini, LangChain or Vercel write them. */
export function readContent(value: Json | undefined): Content {
  const parts = isList(value) ? value.map(readPart) : [readPart(value ?? null)];
  const texts = parts.flatMap(({ text }) => (text === '' ? [] : [text]));
  return {
    text: texts.join('\n'),
    toolCalls: parts.flatMap(({ toolCalls }) => toolCalls),
    toolAnswers: parts.flatMap(({ toolAnswers }) => toolAnswers),
  };
}

function readPart(part: Json): Content {
  if (part === null) return EMPTY;
  if (typeof part !== 'object') return justText(String(part));
  if (isList(part)) return readContent(part);
  const type = textAt(part, 'type') ?? '';
  if (SILENT_TYPES.has(type) || at(part, 'thought') === true) return EMPTY;

  const call = CALL_TYPES.has(type) || isObject(at(part, 'functionCall')) || isObject(at(part, 'function_call'));
  const toolCall = call ? readToolCall(part) : undefined;
  if (toolCall) return { ...EMPTY, toolCalls: [toolCall] };
  if (UI_TOOL.test(type)) return readUiTool(part, type);
  const answer = readAnswer(part, type);
  if (answer) return { ...EMPTY, toolAnswers: [answer] };

  const text = at(part, 'text') ?? at(part, 'refusal') ?? at(part, 'content') ?? at(part, 'value');
  if (typeof text === 'string' && (TEXT_TYPES.has(type) || !isMedia(type))) return justText(text);
  // LangChain and assistants wrap it once more: { type: 'text', text: { value } }.
  if (isObject(text)) return readContent(at(text, 'value') ?? null);
  return justText(nameOf(part, type));
}

/** A UI message of the Vercel AI SDK keeps a tool's call and its answer in one part: `{ type: 'tool-weather', toolCallId, input, output }`. */
function readUiTool(part: Json, type: string): Content {
  const toolCallId = textAt(part, 'toolCallId') ?? 'unknown';
  const name = textAt(part, 'toolName') ?? type.replace(/^tool-/, '');
  const toolCall = readToolCall({ toolCallId, toolName: name, input: at(part, 'input') ?? null });
  const output = at(part, 'output') ?? textAt(part, 'errorText');
  const isAnswered = output !== undefined && output !== null;
  return {
    ...EMPTY,
    toolCalls: toolCall ? [toolCall] : [],
    toolAnswers: isAnswered ? [{ toolCallId, content: readAnswerText(output) }] : [],
  };
}

function readAnswer(part: Json, type: string): ToolAnswer | undefined {
  const response = at(part, 'functionResponse') ?? at(part, 'function_response');
  if (!ANSWER_TYPES.has(type) && !response) return undefined;
  const toolCallId =
    textAt(part, 'tool_use_id') ??
    textAt(part, 'toolCallId') ??
    textAt(response, 'id') ??
    textAt(response, 'name') ??
    textAt(part, 'id') ??
    'unknown';
  const said =
    at(response, 'response') ?? at(part, 'response') ?? at(part, 'content') ?? at(part, 'output') ?? at(part, 'result');
  return { toolCallId, content: readAnswerText(said) };
}

/** What a tool gave back: text, parts of text, or any JSON. */
export function readAnswerText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  const isWrapped = isObject(value) && typeof value.type === 'string' && 'value' in value;
  if (isWrapped) return readAnswerText(value.value);
  const isParts = isList(value) && value.length > 0 && value.every((part) => textAt(part, 'type') !== null);
  return isParts ? readContent(value).text : JSON.stringify(value);
}

function nameOf(part: Json, type: string): string {
  const media =
    type !== '' ? type : (textAt(part, 'inlineData', 'mimeType') ?? textAt(part, 'inline_data', 'mime_type'));
  const told = media ?? (isObject(part) ? Object.keys(part)[0] : undefined) ?? 'empty';
  return MEDIA.find(([pattern]) => pattern.test(told))?.[1] ?? `[${told}]`;
}

const isMedia = (type: string): boolean => MEDIA.some(([pattern]) => pattern.test(type));
const EMPTY: Content = { text: '', toolCalls: [], toolAnswers: [] };
const justText = (text: string): Content => ({ ...EMPTY, text });
