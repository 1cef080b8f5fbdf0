import type { ModelRequest } from '../../ports.ts';

const CHARS_A_TOKEN = 4;

/** About how many tokens a question takes on its way in, without a tokenizer. */
export function estimateRequest({ system, shared, user }: ModelRequest): number {
  return Math.ceil((system.length + (shared?.text.length ?? 0) + user.length) / CHARS_A_TOKEN);
}
