import { z } from 'zod';
import type { CallOutput } from '../domain/call.ts';
import { tryJson } from '../refine/trace/parse-json.ts';
import { Count, Name, type ReadResponse } from './answered.ts';

const Called = z.object({
  id: z.string().nullish(),
  function: z.object({
    name: z.string(),
    arguments: z.json().transform((given) => (typeof given === 'string' ? (tryJson(given) ?? given) : given)),
  }),
});
/** Mistral writes what a model thought as parts beside its words. */
const Part = z
  .object({ type: z.string(), text: z.string().optional() })
  .transform(({ type, text }) => (type === 'text' ? (text ?? '') : ''));
const Content = z.union([z.string(), z.array(Part).transform((parts) => parts.join(''))]).nullish();

const Choice = z.object({
  message: z.object({ content: Content, refusal: z.string().nullish(), tool_calls: z.array(Called).nullish() }),
  finish_reason: z.string().nullish(),
});

const Completion = z.object({
  model: Name,
  choices: z.tuple([Choice], z.unknown()),
  usage: z
    .object({
      prompt_tokens: Count,
      completion_tokens: Count,
      prompt_tokens_details: z.object({ cached_tokens: Count }).nullish().catch(null),
    })
    .catch({ prompt_tokens: 0, completion_tokens: 0 }),
});

const FINISHES: Readonly<Record<string, CallOutput['finish']>> = {
  stop: 'stop',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  length: 'length',
  model_length: 'length',
  content_filter: 'refused',
};

/** What a server answered by Chat Completions. Ollama and others end with `stop` where they called tools. */
export function readCompletion(body: unknown): ReadResponse | undefined {
  const { data } = Completion.safeParse(body);
  if (!data) return undefined;
  const [{ message, finish_reason: reason }] = data.choices;
  const toolCalls = (message.tool_calls ?? []).map(({ id, function: called }, index) => ({
    id: id ?? `call-${index + 1}`,
    name: called.name,
    arguments: called.arguments,
  }));
  const said = FINISHES[reason ?? ''] ?? 'unknown';
  const { prompt_tokens_details: details } = data.usage;
  return {
    model: data.model,
    output: {
      text: message.content ?? message.refusal ?? '',
      toolCalls,
      finish: message.refusal ? 'refused' : said === 'stop' && toolCalls.length > 0 ? 'tool-calls' : said,
    },
    usage: {
      inputTokens: data.usage.prompt_tokens,
      outputTokens: data.usage.completion_tokens,
      ...(details && { cachedInputTokens: details.cached_tokens }),
    },
  };
}
