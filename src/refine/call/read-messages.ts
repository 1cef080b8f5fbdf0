import type { Media, Message } from '../../domain/call.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { at, isList, isObject, textAt, unfold } from '../trace/look-into-json.ts';
import { type AnswerContent, readAnswerContent, readContent } from './read-content.ts';
import { readToolCall, readToolCalls } from './read-tools.ts';

const ROLES: ReadonlyMap<string, Message['role']> = new Map<string, Message['role']>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['tool-call', 'assistant'],
  ['tool_call', 'assistant'],
  ['aimessagechunk', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['tool_response', 'tool'],
  ['tool-response', 'tool'],
]);
/** LangChain's classes, Python's and JavaScript's: `AIMessageChunk`, `HumanMessage`. */
const CLASS = /^(System|Human|AI|Tool|Function|Developer)Message/;

/**
 * Reads the messages of a request in any shape that SDKs record: OpenAI chat and
 * Responses, Anthropic, Gemini, Vercel, LangChain's constructors and `{ type, data }`,
 * one list in another, pairs of role and text, a plain string.
 *
 * @returns empty when nothing in it is a message
 */
export function readMessages(value: Json | undefined): readonly Message[] {
  if (typeof value === 'string') return readText(value);
  if (!isList(value)) return isObject(value) ? readMessage(value) : [];
  if (isPair(value)) return [say(ROLES.get(value[0]) ?? 'user', value[1])];
  // A batch of prompts, of which this run recorded one.
  const [first] = value;
  if (isList(first) && !isPair(first)) return readMessages(first);
  return joinCalls(value);
}

/** Messages in a string; or what a person typed, which may be JSON too. */
function readText(text: string): readonly Message[] {
  if (text === '') return [];
  const inside = unfold(text);
  const isStructured = isObject(inside) || (isList(inside) && typeof inside[0] === 'object');
  const messages = isStructured ? readMessages(inside) : [];
  return messages.length > 0 ? messages : [say('user', text)];
}

/** Tool calls that stand beside messages (Responses) belong to what the assistant said just before. */
function joinCalls(items: readonly Json[]): readonly Message[] {
  const messages: Message[] = [];
  for (const item of items) {
    const call = textAt(item, 'type') === 'function_call' ? readToolCall(item) : undefined;
    if (!call) {
      messages.push(...readMessages(item));
      continue;
    }
    const before = messages.at(-1)?.role === 'assistant' ? messages.pop() : undefined;
    const speaker = before ?? say('assistant', '');
    messages.push({ ...speaker, toolCalls: [...speaker.toolCalls, call] });
  }
  return messages;
}

/** One recorded message; more than one when answers of tools stand in it as parts (Anthropic, Gemini). */
function readMessage(recorded: JsonObject): readonly Message[] {
  const wrapped = at(recorded, 'message');
  if (isObject(wrapped) && !('role' in recorded)) return readMessage(wrapped);
  const type = textAt(recorded, 'type');
  if (type === 'function_call_output')
    return [answer(textAt(recorded, 'call_id'), readAnswerContent(at(recorded, 'output')))];

  const role = roleOf(recorded);
  const body = bodyOf(recorded);
  if (role === undefined || !body) return [];
  const { text, media, toolCalls, toolAnswers } = readContent(
    at(body, 'content') ?? at(body, 'parts') ?? at(body, 'text'),
  );
  if (role === 'tool' && toolAnswers.length === 0) {
    const id = textAt(body, 'tool_call_id') ?? textAt(body, 'toolCallId') ?? textAt(body, 'name');
    return [answer(id, readAnswerContent(at(body, 'content') ?? at(body, 'parts')))];
  }

  const calls = readToolCalls(body);
  const said = {
    ...say(role, text || (textAt(body, 'refusal') ?? ''), media),
    toolCalls: calls.length > 0 ? calls : toolCalls,
  };
  const answers = toolAnswers.map(({ toolCallId, ...said }) => answer(toolCallId, said));
  const isSilent = said.content === '' && said.toolCalls.length === 0 && answers.length > 0;
  if (isSilent) return answers;
  // What a person says comes after the answers they bring; a model's calls come before theirs.
  return role === 'assistant' ? [said, ...answers] : [...answers, said];
}

function roleOf(recorded: JsonObject): Message['role'] | undefined {
  const ids = at(recorded, 'id');
  const className = isList(ids) ? CLASS.exec(String(ids.at(-1)))?.[1] : undefined;
  const type = textAt(recorded, 'type');
  const word =
    className ??
    textAt(recorded, 'role') ??
    textAt(recorded, 'kwargs', 'role') ??
    textAt(recorded, 'data', 'role') ??
    (type === null ? null : (CLASS.exec(type)?.[1] ?? type));
  if (word === null) return undefined;
  const known = ROLES.get(word.toLowerCase());
  // An agent's own name is a role to some frameworks; to the model it is somebody else who speaks.
  return known ?? ('role' in recorded ? 'user' : undefined);
}

/** Where text and tool calls stand: LangChain puts them into `kwargs` or `data`. */
function bodyOf(recorded: JsonObject): JsonObject | undefined {
  for (const key of ['kwargs', 'data']) {
    const inner = recorded[key];
    if (isObject(inner)) return inner;
  }
  return ['content', 'parts', 'text', 'tool_calls', 'function_call', 'refusal'].some((key) => key in recorded)
    ? recorded
    : undefined;
}

/** `['human', 'Hello']`, LangChain's short form. */
function isPair(value: readonly Json[]): value is readonly [string, string] {
  const [role, text] = value;
  return value.length === 2 && typeof role === 'string' && typeof text === 'string' && ROLES.has(role);
}

function say(role: Message['role'], content: string, media: readonly Media[] = []): Message {
  return { role, content, ...(media.length > 0 && { media }), toolCalls: [], toolCallId: null };
}

function answer(toolCallId: string | null, { content, media }: AnswerContent): Message {
  return { ...say('tool', content, media), toolCallId };
}
