import type { Json, JsonObject } from '../../domain/json.ts';
import { at, isList, isObject, listAt, textAt, unfold } from './look-into-json.ts';
import { nestKeys } from './nest-keys.ts';
import type { OtelEvent, OtelSpan } from './otel-span.ts';

/**
 * What a span says of one request to a model, by the conventions in use:
 * OpenTelemetry GenAI (attributes from 1.37 on, events before), OpenInference,
 * OpenLLMetry, Vercel AI SDK. Everything is optional.
 *
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 * https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md
 * https://ai-sdk.dev/docs/ai-sdk-core/telemetry
 */
export type OtelTalk = Readonly<{
  /** In the form of a request body: `{ messages, system, tools, … }`. */
  asked: JsonObject | undefined;
  /** In the form of an answer: `{ messages }` or `{ choices }`. */
  answered: JsonObject | undefined;
  /** The attributes that are told by the above. */
  isTold(key: string): boolean;
}>;

type Convention = (attributes: JsonObject, events: readonly OtelEvent[]) => Omit<OtelTalk, 'isTold'> & { told: RegExp };

const CONVENTIONS: readonly Convention[] = [genAi, openInference, openLlmetry, genAiEvents, vercel];

export function readTalk({ attributes, events }: Pick<OtelSpan, 'attributes' | 'events'>): OtelTalk {
  const found = CONVENTIONS.map((read) => read(attributes, events));
  const asking = found.find(({ asked }) => asked !== undefined);
  const answering = found.find(({ answered }) => answered !== undefined);
  const tools = found.map(({ asked }) => asked?.tools).find((listed) => listed !== undefined);
  return {
    asked: asking?.asked && { ...asking.asked, ...(tools !== undefined && { tools }) },
    answered: answering?.answered,
    isTold: (key) => asking?.told.test(key) === true || answering?.told.test(key) === true,
  };
}

/** The events of a span that carry more attributes of it; the latest conventions put them on an event of this name. */
export const DETAILS_EVENT = 'gen_ai.client.inference.operation.details';

/** Attributes of GenAI from 1.37 on: JSON in a string, or structured. */
function genAi(attributes: JsonObject) {
  const messages = unfold(attributes['gen_ai.input.messages']);
  const said = unfold(attributes['gen_ai.output.messages']);
  const system = unfold(attributes['gen_ai.system_instructions']);
  const tools = unfold(attributes['gen_ai.tool.definitions']);
  return {
    asked:
      messages === undefined && system === undefined
        ? undefined
        : clean({ system, messages: messages ?? [], ...(tools !== undefined && { tools }) }),
    answered: said === undefined ? undefined : { messages: said },
    told: /^gen_ai\.(?:input\.messages|output\.messages|system_instructions|tool\.definitions)$/,
  };
}

/** Lists in flattened keys: `llm.input_messages.0.message.contents.1.message_content.text`. */
function openInference(attributes: JsonObject) {
  const told = /^llm\.(?:input_messages|output_messages|prompts|choices|tools)(?:\.|$)/;
  const { llm } = nestKeys(attributes, (key) => told.test(key));
  const messages = messagesIn(at(llm, 'input_messages'));
  const prompts = listAt(llm, 'prompts').flatMap((prompt) => textAt(prompt, 'prompt', 'text') ?? textAt(prompt) ?? []);
  const said = messagesIn(at(llm, 'output_messages'));
  const choices = listAt(llm, 'choices').flatMap((choice) => textAt(choice, 'completion', 'text') ?? []);
  const tools = listAt(llm, 'tools').map((tool) => unfold(at(tool, 'tool', 'json_schema')) ?? tool);
  return {
    asked: requestOf(messages, prompts, tools),
    answered:
      said.length > 0 ? { messages: said } : choices.length > 0 ? { messages: choices.map(assistant) } : undefined,
    told,
  };
}

function requestOf(
  messages: readonly Json[],
  prompts: readonly Json[],
  tools: readonly Json[],
): JsonObject | undefined {
  const offer = tools.length > 0 && { tools };
  if (messages.length > 0) return { messages, ...offer };
  return prompts.length > 0 ? { prompts, ...offer } : undefined;
}

/** As a list in one attribute, or nested out of flat keys. */
function messagesIn(value: Json | undefined): readonly Json[] {
  const listed = unfold(value);
  return isList(listed) ? listed.map((entry) => readMessage(at(entry, 'message') ?? entry)) : [];
}

function readMessage(message: Json): Json {
  if (!isObject(message)) return message;
  const { contents, tool_calls: calls, ...rest } = message;
  const parts = isList(contents) ? contents.map((part) => at(part, 'message_content') ?? part) : undefined;
  const called = isList(calls) ? calls.map((call) => at(call, 'tool_call') ?? call) : undefined;
  const functionName = textAt(message, 'function_call_name');
  return {
    ...rest,
    ...(parts && { content: parts }),
    ...(called && { tool_calls: called }),
    ...(functionName !== null && {
      function_call: { name: functionName, arguments: message.function_call_arguments_json ?? '' },
    }),
  };
}

/** Lists in flattened keys: `gen_ai.prompt.0.content`, `llm.request.functions.0.name`. */
function openLlmetry(attributes: JsonObject) {
  const told = /^(?:gen_ai|llm)\.(?:prompt|completion|prompts|completions)\.\d|^llm\.request\.functions\./;
  const nested = nestKeys(attributes, (key) => told.test(key));
  const prompts = [...listAt(nested, 'gen_ai', 'prompt'), ...listAt(nested, 'llm', 'prompts')];
  const said = [...listAt(nested, 'gen_ai', 'completion'), ...listAt(nested, 'llm', 'completions')];
  const tools = listAt(nested, 'llm', 'request', 'functions');
  const [first] = said;
  return {
    asked: requestOf(prompts.map(withRole('user')), [], tools),
    answered:
      first === undefined
        ? undefined
        : clean({ messages: said.map(withRole('assistant')), finish_reason: at(first, 'finish_reason') }),
    told,
  };
}

const withRole =
  (role: string) =>
  (message: Json): Json =>
    isObject(message) ? { role, ...message } : { role, content: message };

/** Events of GenAI before 1.37, on the span or (Logfire) as JSON in its attribute `events`. */
function genAiEvents(attributes: JsonObject, events: readonly OtelEvent[]) {
  const inside = unfold(attributes.events);
  const logged = (isList(inside) ? inside : []).filter(isObject).map((event) => ({
    name: textAt(event, 'event.name') ?? textAt(event, 'name') ?? '',
    attributes: event,
  }));
  const all = [...events, ...logged];
  const messages = all.flatMap(({ name, attributes: told }) => {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1];
    return role === undefined ? [] : [{ role, ...told, ...contentOf(told) }];
  });
  const prompt = all.find(({ name }) => name === 'gen_ai.content.prompt')?.attributes['gen_ai.prompt'];
  const completion = all.find(({ name }) => name === 'gen_ai.content.completion')?.attributes['gen_ai.completion'];
  const choices = all.filter(({ name }) => name === 'gen_ai.choice').map(({ attributes: told }) => choiceOf(told));
  const asked = messages.length > 0 ? messages : unfold(prompt);
  return {
    asked: asked === undefined ? undefined : { messages: asked },
    answered:
      choices.length > 0
        ? { choices }
        : completion === undefined
          ? undefined
          : { messages: unfold(completion) ?? null },
    told: /^events$/,
  };
}

/** Values of span events can't be structured, so they are JSON in strings. */
function contentOf(told: JsonObject): JsonObject {
  return clean({ content: told.content ?? told['gen_ai.event.content'], tool_calls: unfold(told.tool_calls) });
}

function choiceOf(told: JsonObject): JsonObject {
  const message = unfold(told.message);
  const inside = unfold(told['gen_ai.event.content']);
  if (isObject(inside)) return inside;
  const said = isObject(message) ? message : { role: 'assistant', content: message ?? told.content ?? null };
  return { ...told, message: { role: 'assistant', ...contentOf(told), ...said } };
}

/** `ai.generateText.doGenerate` and its like. */
function vercel(attributes: JsonObject) {
  const prompt = unfold(attributes['ai.prompt']);
  const messages = unfold(attributes['ai.prompt.messages']);
  const listed = unfold(attributes['ai.prompt.tools']);
  const tools = isList(listed) ? listed.map((tool) => unfold(tool) ?? tool) : listed;
  const text = attributes['ai.response.text'] ?? attributes['ai.response.object'] ?? attributes['ai.result.text'];
  const calls = unfold(attributes['ai.response.toolCalls'] ?? attributes['ai.result.toolCalls']);
  const request = messages === undefined ? prompt : { messages };
  return {
    asked: request === undefined ? undefined : clean({ ...(isObject(request) ? request : { prompt: request }), tools }),
    answered:
      text === undefined && calls === undefined
        ? undefined
        : clean({
            messages: [clean({ role: 'assistant', content: text ?? '', toolCalls: calls })],
            finish_reason: attributes['ai.response.finishReason'],
          }),
    told: /^ai\.(?:prompt(?:\.messages|\.tools)?|(?:response|result)\.(?:text|object|toolCalls))$/,
  };
}

const assistant = (content: Json): Json => ({ role: 'assistant', content });

function clean(object: Readonly<Record<string, Json | undefined>>): JsonObject {
  const said = Object.entries(object).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(said);
}
