import { z } from 'zod';
import { callId, MODEL_NAME, type Stamp, standInFunction, textIn, tokensIn } from './reply.ts';
import type { Answer, ModelRequest, RequestMessage } from './request.ts';

const Parts = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]);
const Message = z.object({
  type: z.literal('message').default('message'),
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: Parts,
});
const ToolCall = z.object({ type: z.literal('function_call'), name: z.string(), arguments: z.string() });
const ToolResult = z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: Parts });
const Reasoning = z.object({ type: z.literal('reasoning') });
const Item = z.union([ToolCall, ToolResult, Reasoning, Message]);

const Body = z.object({
  model: z.string().min(1),
  instructions: z.string().nullish(),
  input: z.union([z.string(), z.array(Item).min(1)]),
  tools: z.array(z.object({ type: z.literal('function'), ...standInFunction.shape })).nullish(),
  tool_choice: z.unknown().optional(),
});

/** `POST /v1/responses`. Shapes: https://platform.openai.com/docs/api-reference/responses/create */
export function fromResponses(body: unknown): ModelRequest | Readonly<{ refused: string }> {
  const parsed = Body.safeParse(body);
  if (!parsed.success) return { refused: z.prettifyError(parsed.error) };
  const { instructions, input, tools, tool_choice } = parsed.data;
  const head: readonly RequestMessage[] = instructions ? [{ role: 'system', text: instructions }] : [];
  const items: readonly RequestMessage[] =
    typeof input === 'string' ? [{ role: 'user', text: input }] : input.flatMap((item) => messageOf(item) ?? []);
  return { messages: [...head, ...items], tools: tool_choice === 'none' ? [] : (tools ?? []) };
}

export function toResponse(request: ModelRequest, answer: Answer, { id, createdS }: Stamp): object {
  const input = tokensIn(request);
  const output = tokensIn(answer);
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: createdS,
    status: 'completed',
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: MODEL_NAME,
    output: [itemOf(answer, id)],
    parallel_tool_calls: true,
    temperature: 0,
    top_p: 1,
    tool_choice: 'auto',
    tools: [],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  };
}

function messageOf(item: z.infer<typeof Item>): RequestMessage | undefined {
  switch (item.type) {
    case 'function_call_output':
      return { role: 'tool', text: textIn(item.output) };
    case 'message':
      return { role: item.role === 'developer' ? 'system' : item.role, text: textIn(item.content) };
    case 'function_call':
      return { role: 'assistant', text: '' };
    case 'reasoning':
      return undefined;
  }
}

function itemOf(answer: Answer, id: string): object {
  if ('tool' in answer) {
    const given = JSON.stringify(answer.arguments);
    return {
      type: 'function_call',
      id: `fc_${id}`,
      call_id: callId(id),
      name: answer.tool,
      arguments: given,
      status: 'completed',
    };
  }
  const content = [{ type: 'output_text', text: answer.text, annotations: [], logprobs: [] }];
  return { type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed', content };
}
