import type { Call, CallOutput, Message, ToolCall } from '../../domain/call.ts';
import type { JsonObject } from '../../domain/json.ts';

/**
 * A recorded call and its answer in the words of Chat Completions, which most tools read, ours among them
 * (`formats/provider-bodies.ts`). Shapes: https://platform.openai.com/docs/api-reference/chat
 */
export function toChatBodies({ call, output }: Readonly<{ call: Call; output: CallOutput }>): Readonly<{
  request: JsonObject;
  response: JsonObject;
}> {
  const { model, messages, tools, responseFormat, parameters } = call;
  const named = model === null ? {} : { model };
  const { text, toolCalls, finish } = output;
  return {
    request: {
      ...parameters,
      ...named,
      messages: messages.map(messageOf),
      ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', function: { ...tool } })) }),
      ...(responseFormat !== null && { response_format: responseFormat }),
    },
    response: {
      object: 'chat.completion',
      ...named,
      choices: [{ index: 0, message: said(text, toolCalls), finish_reason: FINISH[finish] }],
    },
  };
}

const FINISH: Readonly<Record<CallOutput['finish'], string | null>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  refused: 'content_filter',
  unknown: null,
};

function messageOf({ role, content, toolCalls, toolCallId }: Message): JsonObject {
  if (role === 'assistant') return said(content, toolCalls);
  return { role, content, ...(toolCallId !== null && { tool_call_id: toolCallId }) };
}

function said(content: string, toolCalls: readonly ToolCall[]): JsonObject {
  const calls = toolCalls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function',
    function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
  }));
  return { role: 'assistant', content, ...(calls.length > 0 && { tool_calls: calls }) };
}
