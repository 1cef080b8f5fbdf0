import type { Call } from '../../domain/call.ts';
import { canonicalJson } from '../case/canonical-json.ts';

/** English prose; other languages and code take more, which the settled figures then show. */
const CHARS_A_TOKEN = 4;
/** What an answer takes where the call does not bound it. */
const USUAL_OUTPUT = 400;

/** About how many tokens a call will take, both ways, without a tokenizer: to keep room for it, not to bill it. */
export function estimateTokens({
  messages,
  tools,
  responseFormat,
  parameters,
}: Call): Readonly<{ input: number; output: number }> {
  const said = messages.reduce((sum, { content }) => sum + content.length, 0);
  const called = messages.flatMap(({ toolCalls }) => toolCalls);
  const rest = canonicalJson([called, tools, responseFormat]).length;
  const bound = parameters.max_output_tokens ?? parameters.max_completion_tokens ?? parameters.max_tokens;
  return {
    input: Math.ceil((said + rest) / CHARS_A_TOKEN),
    output: typeof bound === 'number' ? Math.min(bound, USUAL_OUTPUT) : USUAL_OUTPUT,
  };
}
