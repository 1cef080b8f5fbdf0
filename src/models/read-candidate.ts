import { z } from 'zod';
import type { CallOutput } from '../domain/call.ts';
import { Count, Name, type ReadResponse } from './answered.ts';

/** Words, thoughts marked as such, calls of tools; whatever else is no part of the answer. */
const Part = z.object({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  functionCall: z.object({ id: z.string().optional(), name: z.string(), args: z.json().optional() }).optional(),
});
const Candidate = z.object({
  content: z.object({ parts: z.array(Part).default([]) }).default({ parts: [] }),
  finishReason: z.string().optional(),
});

/** A prompt that is blocked has no candidate, and a reason instead. */
const Generated = z
  .object({
    candidates: z.array(Candidate).default([]),
    promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
    modelVersion: Name.default(null),
    usageMetadata: z
      .object({
        promptTokenCount: Count,
        candidatesTokenCount: Count,
        thoughtsTokenCount: Count,
        cachedContentTokenCount: Count.optional(),
      })
      .catch({ promptTokenCount: 0, candidatesTokenCount: 0, thoughtsTokenCount: 0 }),
  })
  .refine(({ candidates, promptFeedback }) => candidates.length > 0 || promptFeedback?.blockReason !== undefined);

/** https://ai.google.dev/api/generate-content#FinishReason; what is not here has no name of ours. */
const FINISHES: Readonly<Record<string, CallOutput['finish']>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'refused',
  RECITATION: 'refused',
  LANGUAGE: 'refused',
  BLOCKLIST: 'refused',
  PROHIBITED_CONTENT: 'refused',
  SPII: 'refused',
  IMAGE_SAFETY: 'refused',
};

/** What Gemini generated. Thoughts are paid for as output is. */
export function readCandidate(body: unknown): ReadResponse | undefined {
  const { data } = Generated.safeParse(body);
  if (!data) return undefined;
  const { usageMetadata: usage, modelVersion: model } = data;
  const [candidate] = data.candidates;
  const parts = candidate?.content.parts ?? [];
  const toolCalls = parts
    .flatMap(({ functionCall }) => functionCall ?? [])
    .map(({ id, name, args = {} }, index) => ({
      id: id ?? `call-${index + 1}`,
      name,
      arguments: args,
    }));
  const said = candidate ? (FINISHES[candidate.finishReason ?? ''] ?? 'unknown') : 'refused';
  const { cachedContentTokenCount: cached } = usage;
  return {
    model,
    output: {
      text: parts.map(({ text, thought }) => (thought ? '' : (text ?? ''))).join(''),
      toolCalls,
      finish: said === 'stop' && toolCalls.length > 0 ? 'tool-calls' : said,
    },
    usage: {
      inputTokens: usage.promptTokenCount,
      outputTokens: usage.candidatesTokenCount + usage.thoughtsTokenCount,
      ...(cached !== undefined && { cachedInputTokens: cached }),
    },
  };
}
