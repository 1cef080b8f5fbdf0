import { z } from 'zod';
import type { CallOutput } from '../domain/call.ts';
import { Count, Name, type ReadResponse } from './answered.ts';

const Words = z.object({ type: z.literal('text'), text: z.string() });
const Called = z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.json() });
/** Thoughts, searches and whatever else is no part of the answer. */
const Silent = z.object({ type: z.string().regex(/^(?!(?:text|tool_use)$)/) }).transform(() => null);

const Message = z.object({
  type: z.literal('message'),
  model: Name,
  content: z.array(z.union([Words, Called, Silent])),
  stop_reason: z.string().nullish(),
  usage: z
    .object({
      input_tokens: Count,
      output_tokens: Count,
      cache_read_input_tokens: Count.nullish(),
      cache_creation_input_tokens: Count.nullish(),
    })
    .catch({ input_tokens: 0, output_tokens: 0 }),
});

const FINISHES: Readonly<Record<string, CallOutput['finish']>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refused',
};

/** What Anthropic's Messages API answered. Its input tokens are those that no cache took part in; here all are counted. */
export function readMessage(body: unknown): ReadResponse | undefined {
  const { data } = Message.safeParse(body);
  if (!data) return undefined;
  const { usage, content, model, stop_reason: reason } = data;
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
  return {
    model,
    output: {
      text: content.map((block) => (block?.type === 'text' ? block.text : '')).join(''),
      toolCalls: content.flatMap((block) =>
        block?.type === 'tool_use' ? [{ id: block.id, name: block.name, arguments: block.input }] : [],
      ),
      finish: FINISHES[reason ?? ''] ?? 'unknown',
    },
    usage: {
      inputTokens: usage.input_tokens + (read ?? 0) + (written ?? 0),
      outputTokens: usage.output_tokens,
      ...(typeof read === 'number' && { cachedInputTokens: read }),
    },
  };
}
