import type { Call, Media, Message } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';
import type { ReplayedOn } from '../domain/verdict.ts';
import type { ModelRequest } from '../ports.ts';
import type { Dialect } from './dialect.ts';
import { piecesOf, unsendableBy } from './media-places.ts';
import { readCompletion } from './read-completion.ts';
import { asked, formatOf, leftOutOf, longestOf, numberOf, stopsOf, toolChoiceOf } from './recorded-wishes.ts';

/**
 * Chat Completions, as servers speak it that are compatible with OpenAI. Only what all of them know is sent: some refuse
 * a field that they do not. Shapes: https://platform.openai.com/docs/api-reference/chat
 */
export const chatDialect: Dialect = {
  path: () => '/chat/completions',
  headers: (apiKey): Readonly<Record<string, string>> => (apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
  question,
  recorded,
  read: readCompletion,
  leftOut: (call) => leftOutOf(call, ['topK', 'bias', 'thinking', 'effort']),
  unsendable: (call) => unsendableBy(call, { mostChars: MOST_MEDIA_CHARS, takes: (one, role) => isShown(one, role) }),
};

const MOST_MEDIA_CHARS = 20_000_000;

/** One message of the user: templates of open models want turns to alternate, and caches go by the text before it. */
function question(
  { system, shared, user, schemaName, schema, maxOutputTokens }: ModelRequest,
  model: string,
): JsonObject {
  return {
    model,
    max_tokens: maxOutputTokens,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: shared ? `${shared.text}\n\n${user}` : user },
    ],
    response_format: { type: 'json_schema', json_schema: { name: schemaName, schema, strict: true } },
  };
}

function recorded(call: Call, { used }: ReplayedOn): JsonObject {
  const { messages, tools, responseFormat } = call;
  const format = formatOf(responseFormat);
  return {
    model: used,
    messages: messages.map(messageOf),
    ...(tools.length > 0 && toolsOf(call)),
    ...(format === 'json' && { response_format: { type: 'json_object' } }),
    ...(typeof format === 'object' && { response_format: { type: 'json_schema', json_schema: format } }),
    ...parametersOf(call.parameters),
  };
}

function messageOf({ role, content, media, toolCalls, toolCallId }: Message): JsonObject {
  const calls = toolCalls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function',
    function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
  }));
  return {
    role,
    content: media ? partsOf(content, media) : content,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(role === 'tool' && { tool_call_id: toolCallId ?? 'unknown' }),
  };
}

function toolsOf(call: Call): JsonObject {
  const choice = toolChoiceOf(call);
  const parallel = call.parameters.parallel_tool_calls;
  return {
    tools: call.tools.map((tool) => ({ type: 'function', function: { ...tool } })),
    ...(choice && {
      tool_choice: typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } },
    }),
    ...(typeof parallel === 'boolean' && { parallel_tool_calls: parallel }),
  };
}

function parametersOf(parameters: JsonObject): JsonObject {
  const stops = stopsOf(parameters);
  return asked({
    max_tokens: longestOf(parameters),
    temperature: numberOf(parameters, 'temperature'),
    top_p: numberOf(parameters, 'topP'),
    seed: numberOf(parameters, 'seed'),
    frequency_penalty: numberOf(parameters, 'frequencyPenalty'),
    presence_penalty: numberOf(parameters, 'presencePenalty'),
    stop: stops.length > 0 ? stops : undefined,
  });
}

const partsOf = (content: string, media: readonly Media[]): readonly JsonObject[] =>
  piecesOf(content, media).flatMap((piece): readonly JsonObject[] => {
    if (typeof piece === 'string') return [{ type: 'text', text: piece }];
    const url = imageUrl(piece);
    return url === undefined ? [] : [{ type: 'image_url', image_url: { url } }];
  });

const isShown = (medium: Media, role: Message['role']): boolean => role === 'user' && imageUrl(medium) !== undefined;

/** Images alone: of files and sounds each server has its own idea. */
function imageUrl({ kind, mediaType, source }: Media): string | undefined {
  if (source === null || 'fileId' in source) return undefined;
  if (kind !== 'image' && mediaType?.startsWith('image/') !== true) return undefined;
  return 'url' in source ? source.url : `data:${mediaType ?? 'image/png'};base64,${source.base64}`;
}
