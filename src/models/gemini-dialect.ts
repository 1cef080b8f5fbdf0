import type { Call, Message } from '../domain/call.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { ReplayedOn } from '../domain/verdict.ts';
import type { ModelRequest } from '../ports.ts';
import { isObject, unfold, without } from '../refine/trace/look-into-json.ts';
import type { Dialect } from './dialect.ts';
import { partsOf, unsendableMedia } from './gemini-media.ts';
import { readCandidate } from './read-candidate.ts';
import { asked, formatOf, leftOutOf, longestOf, numberOf, stopsOf, toolChoiceOf } from './recorded-wishes.ts';
import { conversationOf, lostInTurns } from './turns.ts';

/** Gemini's `generateContent`. Shapes: https://ai.google.dev/api/generate-content */
export const geminiDialect: Dialect = {
  path: (model) => `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
  headers: (apiKey) => ({ 'x-goog-api-key': apiKey }),
  question,
  recorded,
  read: readCandidate,
  leftOut: (call) => [
    ...leftOutOf(call, ['bias', 'thinking', 'effort']),
    ...(call.parameters.parallel_tool_calls === false ? ['the wish for one tool at a time'] : []),
    ...lostInTurns(call.messages),
  ],
  unsendable: unsendableMedia,
};

/** What begins alike is cached without being asked: https://ai.google.dev/gemini-api/docs/caching */
function question({ system, shared, user, schema, maxOutputTokens }: ModelRequest): JsonObject {
  const texts = shared ? [shared.text, user] : [user];
  return {
    systemInstruction: { parts: [{ text: system }] },
    contents: [{ role: 'user', parts: texts.map((text) => ({ text })) }],
    generationConfig: { maxOutputTokens, ...answerIn(schema) },
  };
}

/** https://firebase.google.com/docs/reference/js/ai.generationconfig */
const answerIn = (schema: JsonObject): JsonObject => ({
  responseMimeType: 'application/json',
  responseJsonSchema: without(schema, new Set(['$schema'])),
});

function recorded(call: Call, { used }: ReplayedOn): JsonObject {
  const toolNames = new Map(call.messages.flatMap(({ toolCalls }) => toolCalls.map(({ id, name }) => [id, name])));
  const { system, turns } = conversationOf(call.messages, (message) => partsOfMessage(message, toolNames, used));
  return {
    ...(system.length > 0 && { systemInstruction: { parts: system.map((text) => ({ text })) } }),
    contents: turns.map(({ who, parts }) => ({ role: who, parts })),
    ...(call.tools.length > 0 && toolsOf(call)),
    generationConfig: configOf(call),
  };
}

function partsOfMessage(
  { role, content, media = [], toolCalls, toolCallId }: Message,
  toolNames: ReadonlyMap<string, string>,
  model: string,
): readonly JsonObject[] {
  if (role === 'tool') {
    const name = toolNames.get(toolCallId ?? '') ?? toolCallId ?? 'unknown';
    return [{ functionResponse: { name, response: responseIn(content) } }];
  }
  const called = toolCalls.map(({ name, arguments: given }, index) => ({
    functionCall: { name, args: isObject(given) ? given : { arguments: given } },
    ...(index === 0 && wantsSignature(model) && { thoughtSignature: UNSIGNED }),
  }));
  return [...partsOf(content, media), ...called];
}

/** What a tool brought is an object here; under `result` where it is none. */
function responseIn(content: string): JsonObject {
  const read: Json = unfold(content) ?? content;
  return isObject(read) ? read : { result: read };
}

/**
 * From its third generation on, Gemini refuses a call of a tool without the thought that led to it, which traces do not
 * keep; this says that it is lost. https://ai.google.dev/gemini-api/docs/thought-signatures
 */
const UNSIGNED = 'skip_thought_signature_validator';
const wantsSignature = (model: string): boolean => !/^gemini-[12][.-]/.test(model);

function toolsOf(call: Call): JsonObject {
  const choice = toolChoiceOf(call);
  const mode = typeof choice === 'object' || choice === 'required' ? 'ANY' : choice?.toUpperCase();
  const only = typeof choice === 'object' && { allowedFunctionNames: [choice.name] };
  return {
    tools: [
      {
        functionDeclarations: call.tools.map(({ name, description, parameters }) => ({
          name,
          description,
          ...(Object.keys(parameters).length > 0 && { parametersJsonSchema: parameters }),
        })),
      },
    ],
    ...(mode && { toolConfig: { functionCallingConfig: { mode, ...only } } }),
  };
}

function configOf({ parameters, responseFormat }: Call): JsonObject {
  const stops = stopsOf(parameters);
  const format = formatOf(responseFormat);
  return asked({
    temperature: numberOf(parameters, 'temperature'),
    topP: numberOf(parameters, 'topP'),
    topK: numberOf(parameters, 'topK'),
    seed: numberOf(parameters, 'seed'),
    frequencyPenalty: numberOf(parameters, 'frequencyPenalty'),
    presencePenalty: numberOf(parameters, 'presencePenalty'),
    maxOutputTokens: longestOf(parameters),
    stopSequences: stops.length > 0 ? stops : undefined,
    ...(format === 'json' && { responseMimeType: 'application/json' }),
    ...(typeof format === 'object' && answerIn(format.schema)),
  });
}
