import type { Json, JsonObject } from '../../domain/json.ts';
import { at, isList, isObject, textAt } from './look-into-json.ts';

/** Where transcripts say who spoke, the plainest first. */
const SPEAKER_KEYS = ['role', 'from', 'sender', 'speaker', 'source', 'author', 'agent'];
/** Where they say what was said. */
const TEXT_KEYS = ['content', 'parts', 'value', 'text', 'message', 'body', 'utterance', 'msg'];
const PEOPLE = /^(?:user|human|customer|client|person|operator|me|you|prompter|user_proxy|userproxyagent)$/i;
const TOOLS = /^(?:tool|function|observation|environment|tool_result|computerterminal|executor)$/i;
const SYSTEMS = /^(?:system|developer)$/i;
const MODELS = /^(?:assistant|ai|model|bot|gpt|chatgpt|agent|llm|chatbot|claude|gemini)$/i;

/**
 * A message of a transcript with `role` and `content` as everybody writes them,
 * and all else as it was. Knows ShareGPT (`from`, `value`), AutoGen (`source`),
 * ChatGPT's export (`author.role`) and whatever names a speaker and a text.
 *
 * @returns `undefined` when nobody speaks in it
 */
export function plainMessage(raw: Json): Json | undefined {
  if (!isObject(raw)) return undefined;
  if (isConstructor(raw)) return raw;
  const inner = raw.message;
  if (isObject(inner) && textAt(raw, 'role') === null) {
    const read = plainMessage(inner);
    const { message: _, ...around } = raw;
    return isObject(read) ? { ...around, ...read } : undefined;
  }
  const speaker = speakerOf(raw);
  const said = TEXT_KEYS.map((key) => raw[key]).find(isSaid);
  const content = isParts(said) ? (at(said, 'parts') ?? null) : said;
  const hasCalls = ['tool_calls', 'function_call', 'toolCalls', 'refusal'].some((key) => raw[key] !== undefined);
  if (speaker === null || (content === undefined && !hasCalls && !('content' in raw))) return undefined;
  return { ...raw, ...autoGenOf(raw, content), ...roleOf(raw, speaker) };
}

/** LangChain's, and Responses' items: these are read as they are. */
function isConstructor(raw: JsonObject): boolean {
  const type = textAt(raw, 'type') ?? '';
  const isLangChain =
    (raw.lc === 1 && type === 'constructor') ||
    (isObject(raw.data) && /^(?:human|ai|system|tool|function)$/.test(type));
  const isTyped = /^(?:human|ai|system|tool|AIMessageChunk)$/.test(type) && 'content' in raw;
  return isLangChain || isTyped || /^(?:function_call|function_call_output)$/.test(type);
}

function speakerOf(raw: JsonObject): string | null {
  for (const key of SPEAKER_KEYS) {
    const found = textAt(raw, key) ?? textAt(raw, key, 'role') ?? textAt(raw, key, 'name');
    if (found !== null) return found;
  }
  return null;
}

/** `role` stays where there is one; an agent's own name becomes `name`, for it is the model that speaks. */
function roleOf(raw: JsonObject, speaker: string): JsonObject {
  if (textAt(raw, 'role') !== null) return {};
  if (PEOPLE.test(speaker)) return { role: 'user' };
  if (TOOLS.test(speaker)) return { role: 'tool' };
  if (SYSTEMS.test(speaker)) return { role: 'system' };
  return { role: 'assistant', ...(!MODELS.test(speaker) && { name: raw.name ?? speaker }) };
}

/** AutoGen's requests and answers of tools are lists in `content`. */
function autoGenOf(raw: JsonObject, content: Json | undefined): JsonObject {
  if (content === undefined) return { content: '' };
  if (isList(content) && content.length > 0 && textAt(raw, 'type')?.startsWith('ToolCallRequest'))
    return { content: '', tool_calls: content };
  if (isList(content) && content.length > 0 && textAt(raw, 'type')?.startsWith('ToolCallExecution')) {
    const answers = content.map((answer) => ({
      type: 'tool_result',
      tool_use_id: at(answer, 'call_id') ?? '',
      content: at(answer, 'content') ?? '',
      is_error: at(answer, 'is_error') ?? false,
    }));
    return { role: 'user', content: answers };
  }
  return { content };
}

const isSaid = (value: Json | undefined): boolean =>
  (typeof value === 'string' && value !== '') || (isList(value) && value.length > 0) || isParts(value);

/** ChatGPT's: `{ content_type: 'text', parts: [] }`. */
const isParts = (value: Json | undefined): boolean => isObject(value) && isList(value.parts);
