import type { Call, Message, ToolSpec } from '../domain/call.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { ReplayedOn } from '../domain/verdict.ts';
import type { ModelRequest } from '../ports.ts';
import { isObject, without } from '../refine/trace/look-into-json.ts';
import type { Dialect } from './dialect.ts';
import { partsOf, unsendableMedia } from './messages-media.ts';
import { readMessage } from './read-message.ts';
import {
  asked,
  formatOf,
  type LeftOut,
  leftOutOf,
  longestOf,
  numberOf,
  stopsOf,
  toolChoiceOf,
} from './recorded-wishes.ts';
import { conversationOf, lostInTurns, type Turn } from './turns.ts';

/** Anthropic wants a bound; the model's own, which most calls rely on elsewhere, is not told. */
const USUAL_LONGEST = 8_192;

/** Anthropic's Messages API. Shapes: https://docs.anthropic.com/en/api/messages */
export const messagesDialect: Dialect = {
  path: () => '/v1/messages',
  headers: (apiKey) => ({ 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }),
  question,
  recorded,
  read: readMessage,
  leftOut,
  unsendable: unsendableMedia,
};

/** All up to the mark is kept for five minutes: https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching */
function question({ system, shared, user, schema, maxOutputTokens }: ModelRequest, model: string): JsonObject {
  const known = shared ? [{ type: 'text', text: shared.text, cache_control: { type: 'ephemeral' } }] : [];
  return {
    model,
    max_tokens: maxOutputTokens,
    system,
    messages: [{ role: 'user', content: [...known, { type: 'text', text: user }] }],
    output_config: outputIn(schema),
  };
}

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
const outputIn = (schema: JsonObject): JsonObject => ({
  format: { type: 'json_schema', schema: without(schema, new Set(['$schema'])) },
});

function recorded(call: Call, replayedOn: ReplayedOn): JsonObject {
  const { messages, tools, parameters, responseFormat } = call;
  const { system, turns } = conversationOf(messages, partsOfMessage);
  const format = formatOf(responseFormat);
  const stops = stopsOf(parameters);
  return {
    model: replayedOn.used,
    max_tokens: longestOf(parameters) ?? USUAL_LONGEST,
    ...(system.length > 0 && { system: system.join('\n\n') }),
    messages: turns.map(({ who, parts }) => ({ role: ROLES[who], content: parts })),
    ...(tools.length > 0 && toolsOf(call)),
    ...(isObject(format) && { output_config: outputIn(format.schema) }),
    ...(stops.length > 0 && { stop_sequences: stops }),
    ...(replayedOn.why === 'recorded' && samplingOf(parameters)),
    ...(sendsThinking(call, replayedOn) && { thinking: parameters.thinking ?? null }),
  };
}

const ROLES: Readonly<Record<Turn<Json>['who'], string>> = { user: 'user', model: 'assistant' };

function partsOfMessage({ role, content, media = [], toolCalls, toolCallId }: Message): readonly JsonObject[] {
  const said = partsOf(content, media);
  if (role === 'tool') return [{ type: 'tool_result', tool_use_id: safeId(toolCallId ?? 'unknown'), content: said }];
  const called = toolCalls.map(({ id, name, arguments: given }) => ({
    type: 'tool_use',
    id: safeId(id),
    name,
    input: isObject(given) ? given : { arguments: given },
  }));
  return [...said, ...called];
}

/** Ids of other makers may hold what Anthropic refuses in one. */
const safeId = (id: string): string => id.replace(/[^\w-]/g, '_');

function toolsOf(call: Call): JsonObject {
  const choice = toolChoiceOf(call);
  const isSingle = call.parameters.parallel_tool_calls === false;
  const wanted = choice ?? (isSingle ? 'auto' : undefined);
  const single = isSingle && wanted !== 'none' && { disable_parallel_tool_use: true };
  return {
    tools: call.tools.map(toolOf),
    ...(wanted && { tool_choice: { ...choiceOf(wanted), ...single } }),
  };
}

const toolOf = ({ name, description, parameters }: ToolSpec): JsonObject => ({
  name,
  description,
  input_schema: { type: 'object', ...parameters },
});

function choiceOf(choice: NonNullable<ReturnType<typeof toolChoiceOf>>): JsonObject {
  if (typeof choice === 'object') return { type: 'tool', name: choice.name };
  return { type: choice === 'required' ? 'any' : choice };
}

/** Newer models refuse all of it, so only the model that took it once gets it again: https://github.com/The-PR-Agent/pr-agent/issues/2456 */
const samplingOf = (parameters: JsonObject): JsonObject =>
  asked({
    temperature: numberOf(parameters, 'temperature'),
    top_p: numberOf(parameters, 'topP'),
    top_k: numberOf(parameters, 'topK'),
  });

/** A model that thinks wants its earlier thoughts beside its calls of tools, and traces seldom keep those. */
const sendsThinking = ({ messages, parameters }: Call, { why }: ReplayedOn): boolean =>
  why === 'recorded' && isObject(parameters.thinking) && !messages.some(({ role }) => role === 'tool');

function leftOut(call: Call, replayedOn: ReplayedOn): readonly string[] {
  const never: readonly LeftOut[] = ['seed', 'penalties', 'bias', 'effort'];
  const sampling: readonly LeftOut[] = replayedOn.why === 'recorded' ? [] : ['topK', 'sampling'];
  const thinking: readonly LeftOut[] = sendsThinking(call, replayedOn) ? [] : ['thinking'];
  const any = formatOf(call.responseFormat) === 'json' ? ['the wish for JSON of any shape'] : [];
  return [...leftOutOf(call, [...never, ...sampling, ...thinking]), ...any, ...lostInTurns(call.messages)];
}
