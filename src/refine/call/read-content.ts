import type { Media, ToolCall } from '../../domain/call.ts';
import type { Json } from '../../domain/json.ts';
import { at, isList, isObject, textAt } from '../trace/look-into-json.ts';
import { isMedia, readMedia } from './read-media.ts';
import { readToolCall } from './read-tools.ts';

/** A tool's answer that stands as a part in somebody's message. */
type ToolAnswer = Readonly<{ toolCallId: string } & AnswerContent>;

/** As `Message` has them. */
export type AnswerContent = Readonly<{ content: string; media: readonly Media[] }>;

export type Content = Readonly<{
  /** Text parts joined by line breaks; what is not text is named in brackets. */
  text: string;
  /** What is named in brackets, in that order. */
  media: readonly Media[];
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

/** Reads the content of a message: a string, or a list of parts as OpenAI, Anthropic, Gemini, LangChain or Vercel write them. */
export function readContent(value: Json | undefined): Content {
  const parts = isList(value) ? value.map(readPart) : [readPart(value ?? null)];
  const texts = parts.flatMap(({ text }) => (text === '' ? [] : [text]));
  return {
    text: texts.join('\n'),
    media: parts.flatMap(({ media }) => media),
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

  const words = at(part, 'text') ?? at(part, 'refusal') ?? at(part, 'content') ?? at(part, 'value');
  const text = isMedia(part, type) ? words : (words ?? at(part, 'source', 'data'));
  if (typeof text === 'string' && (TEXT_TYPES.has(type) || !isMedia(part, type))) return justText(text);
  // LangChain and assistants wrap it once more: { type: 'text', text: { value } }.
  if (isObject(text)) return readContent(at(text, 'value') ?? null);
  const media = readMedia(part, type);
  return media ? { ...justText(`[${media.kind}]`), media: [media] } : justText(nameOf(part, type));
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
    toolAnswers: isAnswered ? [{ toolCallId, ...readAnswerContent(output) }] : [],
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
  return { toolCallId, ...readAnswerContent(said) };
}

/** What a tool gave back: text, parts of text and media, or any JSON. */
export function readAnswerContent(value: Json | undefined): AnswerContent {
  if (value === undefined || value === null) return { content: '', media: [] };
  if (typeof value === 'string') return { content: value, media: [] };
  const isWrapped = isObject(value) && typeof value.type === 'string' && 'value' in value;
  if (isWrapped) return readAnswerContent(value.value);
  const isParts = isList(value) && value.length > 0 && value.every((part) => textAt(part, 'type') !== null);
  if (!isParts) return { content: JSON.stringify(value), media: [] };
  const { text, media } = readContent(value);
  return { content: text, media };
}

function nameOf(part: Json, type: string): string {
  return `[${type || (isObject(part) ? Object.keys(part)[0] : undefined) || 'empty'}]`;
}

const EMPTY: Content = { text: '', media: [], toolCalls: [], toolAnswers: [] };
const justText = (text: string): Content => ({ ...EMPTY, text });
