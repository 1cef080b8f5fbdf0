import type { Json, JsonObject } from '../../domain/json.ts';
import { at, isObject, listAt, objectAt, textAt, unfold } from './look-into-json.ts';

/**
 * Puts the pieces of a streamed answer together to the body that the provider
 * sends without streaming: OpenAI chat and completions, OpenAI Responses,
 * Anthropic messages and completions, Gemini. Other pieces give `undefined`.
 */
export function mergeStream(pieces: readonly Json[]): JsonObject | undefined {
  const chunks = pieces.filter(isObject);
  return (
    mergeResponses(chunks) ??
    mergeAnthropic(chunks) ??
    mergeChoices(chunks) ??
    mergeCandidates(chunks) ??
    mergeCompletions(chunks)
  );
}

/** https://platform.openai.com/docs/api-reference/responses-streaming: the last event has all of it. */
function mergeResponses(chunks: readonly JsonObject[]): JsonObject | undefined {
  const events = chunks.filter((chunk) => textAt(chunk, 'type')?.startsWith('response.'));
  const whole = events.findLast((event) => isObject(event.response));
  if (!whole) return undefined;
  const response = objectAt(whole, 'response');
  if (listAt(response, 'output').length > 0) return response;
  // Cut short: what was finished until then.
  const done = events.filter((event) => event.type === 'response.output_item.done').map(({ item }) => item ?? null);
  return { ...response, output: done };
}

/** https://docs.anthropic.com/en/docs/build-with-claude/streaming */
function mergeAnthropic(chunks: readonly JsonObject[]): JsonObject | undefined {
  const start = chunks.find(({ type }) => type === 'message_start');
  if (!start) return undefined;
  const blocks = new Map<string, JsonObject>();
  const texts = new Map<string, string[]>();
  for (const chunk of chunks) {
    const key = String(chunk.index ?? '');
    if (chunk.type === 'content_block_start') blocks.set(key, objectAt(chunk, 'content_block'));
    const delta = objectAt(chunk, 'delta');
    const piece = textAt(delta, 'text') ?? textAt(delta, 'partial_json') ?? textAt(delta, 'thinking');
    if (chunk.type === 'content_block_delta' && piece !== null) push(texts, key, piece);
  }
  const content = [...blocks].map(([key, block]) => fillBlock(block, texts.get(key)?.join('') ?? ''));
  const ends = chunks.filter(({ type }) => type === 'message_delta');
  const message = objectAt(start, 'message');
  const usage: JsonObject = Object.assign({}, objectAt(message, 'usage'), ...ends.map((end) => objectAt(end, 'usage')));
  return Object.assign({ ...message, content, usage }, ...ends.map((end) => objectAt(end, 'delta')));
}

function fillBlock(block: JsonObject, text: string): JsonObject {
  if (text === '') return block;
  if ('input' in block) return { ...block, input: unfold(text) ?? {} };
  const key = block.type === 'thinking' ? 'thinking' : 'text';
  return { ...block, [key]: `${textAt(block, key) ?? ''}${text}` };
}

/** https://platform.openai.com/docs/api-reference/chat-streaming; text completions have `text` in place of `delta`. */
function mergeChoices(chunks: readonly JsonObject[]): JsonObject | undefined {
  const parts = chunks.filter((chunk) =>
    listAt(chunk, 'choices').some((choice) => isObject(at(choice, 'delta')) || textAt(choice, 'text') !== null),
  );
  const [first] = parts;
  if (!first) return undefined;
  const choices = new Map<string, JsonObject[]>();
  for (const choice of parts.flatMap((chunk) => listAt(chunk, 'choices')).filter(isObject))
    push(choices, String(choice.index ?? 0), choice);
  const usage = chunks.findLast((chunk) => isObject(chunk.usage))?.usage;
  return { ...first, choices: [...choices.values()].map(mergeChoice), ...(usage !== undefined && { usage }) };
}

function mergeChoice(pieces: readonly JsonObject[]): JsonObject {
  const finish = pieces.findLast((piece) => textAt(piece, 'finish_reason') !== null)?.finish_reason ?? null;
  const { index = 0 } = pieces[0] ?? {};
  const texts = pieces.flatMap((piece) => textAt(piece, 'text') ?? []);
  if (texts.length > 0) return { index, text: texts.join(''), finish_reason: finish };
  const deltas = pieces.map((piece) => objectAt(piece, 'delta'));
  const calls = mergeCalls(deltas.flatMap((delta) => listAt(delta, 'tool_calls')));
  const text = (key: string) => deltas.flatMap((delta) => textAt(delta, key) ?? []).join('');
  const reasoning = text('reasoning_content');
  const message = {
    ...Object.assign({}, ...deltas.toReversed()),
    role: 'assistant',
    content: text('content'),
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  return { index, message, finish_reason: finish };
}

function mergeCalls(pieces: readonly Json[]): readonly Json[] {
  const calls = new Map<string, JsonObject[]>();
  for (const piece of pieces.filter(isObject)) push(calls, String(piece.index ?? calls.size), piece);
  return [...calls.values()].map((parts) => ({
    id: parts.map((part) => textAt(part, 'id')).find((id) => id !== null) ?? '',
    type: 'function',
    function: {
      name: parts.flatMap((part) => textAt(part, 'function', 'name') ?? []).join(''),
      arguments: parts.flatMap((part) => textAt(part, 'function', 'arguments') ?? []).join(''),
    },
  }));
}

/** https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse */
function mergeCandidates(chunks: readonly JsonObject[]): JsonObject | undefined {
  const parts = chunks.filter((chunk) => listAt(chunk, 'candidates').length > 0);
  const last = parts.at(-1);
  if (!last || parts.length < 2) return last;
  const content = parts.flatMap((chunk) => listAt(chunk, 'candidates', 0, 'content', 'parts'));
  return {
    ...last,
    candidates: [{ ...objectAt(last, 'candidates', 0), content: { role: 'model', parts: joinTexts(content) } }],
  };
}

/** Pieces of one text are one part: nothing stands between them. */
function joinTexts(parts: readonly Json[]): readonly Json[] {
  const joined: Json[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    const isText = (one: Json | undefined) => typeof at(one, 'text') === 'string' && at(one, 'thought') !== true;
    if (before !== undefined && isText(before) && isText(part))
      joined[joined.length - 1] = { text: `${at(before, 'text')}${at(part, 'text')}` };
    else joined.push(part);
  }
  return joined;
}

/** Anthropic's older text completions. */
function mergeCompletions(chunks: readonly JsonObject[]): JsonObject | undefined {
  const parts = chunks.filter((chunk) => chunk.type === 'completion' && typeof chunk.completion === 'string');
  const last = parts.at(-1);
  return last && { ...last, completion: parts.map(({ completion }) => completion).join('') };
}

function push<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
