import { z } from 'zod';
import { callId, MODEL_NAME, type Stamp, standInFunction, textIn, tokensIn } from './reply.ts';
import type { Answer, ModelRequest } from './request.ts';

const Message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish(),
});
const Body = z.object({
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  tools: z.array(z.object({ type: z.literal('function'), function: standInFunction })).nullish(),
  tool_choice: z.unknown().optional(),
});

/** `POST /v1/chat/completions`. Shapes: https://platform.openai.com/docs/api-reference/chat/create */
export function fromChatCompletions(body: unknown): ModelRequest | Readonly<{ refused: string }> {
  const parsed = Body.safeParse(body);
  if (!parsed.success) return { refused: z.prettifyError(parsed.error) };
  const { messages, tools, tool_choice } = parsed.data;
  return {
    messages: messages.map(({ role, content }) => ({
      role: role === 'developer' ? 'system' : role,
      text: textIn(content),
    })),
    tools: tool_choice === 'none' ? [] : (tools ?? []).map((tool) => tool.function),
  };
}

export function toChatCompletion(request: ModelRequest, answer: Answer, { id, createdS }: Stamp): object {
  const prompt = tokensIn(request);
  const completion = tokensIn(answer);
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: createdS,
    model: MODEL_NAME,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', refusal: null, annotations: [], ...messageOf(answer, id) },
        logprobs: null,
        finish_reason: 'tool' in answer ? 'tool_calls' : 'stop',
      },
    ],
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
    service_tier: 'default',
    system_fingerprint: null,
  };
}

function messageOf(answer: Answer, id: string): object {
  if (!('tool' in answer)) return { content: answer.text };
  const given = JSON.stringify(answer.arguments);
  const call = { id: callId(id), type: 'function', function: { name: answer.tool, arguments: given } };
  return { content: null, tool_calls: [call] };
}
