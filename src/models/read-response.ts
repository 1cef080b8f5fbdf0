import { z } from 'zod';
import type { CallOutput } from '../domain/call.ts';
import { tryJson } from '../refine/trace/parse-json.ts';
import { Count, Name, type ReadResponse } from './answered.ts';

const Words = z.object({ type: z.literal('output_text'), text: z.string() });
const Refusal = z.object({ type: z.literal('refusal'), refusal: z.string() });
const Said = z.object({ type: z.literal('message'), content: z.array(z.union([Words, Refusal])) });
const Called = z.object({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.json().transform((given) => (typeof given === 'string' ? (tryJson(given) ?? given) : given)),
});
/** Thoughts, searches and whatever else is no part of the answer. */
const Silent = z.object({ type: z.string().regex(/^(?!(?:message|function_call)$)/) }).transform(() => null);

/** Nulls among the items are passed over; nothing but nulls would pass for a model that has nothing to say. */
const Items = z
  .array(z.unknown())
  .refine((items) => items.length === 0 || items.some((item) => item !== null))
  .pipe(z.array(z.union([Said, Called, Silent, z.null()])));

const Answered = z.object({
  status: z.string().nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  model: Name,
  output: Items,
  usage: z
    .object({
      input_tokens: Count,
      output_tokens: Count,
      input_tokens_details: z.object({ cached_tokens: Count }).nullish().catch(null),
    })
    .catch({ input_tokens: 0, output_tokens: 0 })
    .transform(({ input_tokens: inputTokens, output_tokens: outputTokens, input_tokens_details: details }) => ({
      inputTokens,
      outputTokens,
      ...(details && { cachedInputTokens: details.cached_tokens }),
    })),
});

/** `undefined` when it is no response: a proxy's HTML page, or a server that only speaks Chat Completions, answers 200 as well. */
export function readResponse(body: unknown): ReadResponse | undefined {
  const read = Answered.safeParse(body);
  if (!read.success || read.data.status === 'failed') return undefined;
  const { model, usage, ...answered } = read.data;
  const parts = answered.output.flatMap((item) => (item?.type === 'message' ? item.content : []));
  const toolCalls = answered.output.flatMap((item) =>
    item?.type === 'function_call' ? [{ id: item.call_id, name: item.name, arguments: item.arguments }] : [],
  );
  const text = parts.map((part) => (part.type === 'output_text' ? part.text : part.refusal)).join('');
  const hasRefusal = parts.some(({ type }) => type === 'refusal');
  return { output: { text, toolCalls, finish: finishOf(answered, hasRefusal, toolCalls.length > 0) }, model, usage };
}

function finishOf(
  { status, incomplete_details: details }: Pick<z.infer<typeof Answered>, 'status' | 'incomplete_details'>,
  hasRefusal: boolean,
  hasToolCalls: boolean,
): CallOutput['finish'] {
  if (status === 'incomplete') return details?.reason === 'content_filter' ? 'refused' : 'length';
  if (hasRefusal) return 'refused';
  return hasToolCalls ? 'tool-calls' : 'stop';
}
