import type { ModelRequest } from '../../ports.ts';

const CHARS_A_TOKEN = 4;

/** Answers are seldom as long as they may be. */
const USUAL_OUTPUT = 2_000;

/** About how many tokens a question takes on its way in, its schema included, without a tokenizer. */
export function estimateRequest({ system, shared, user, schema }: ModelRequest): number {
  const texts = [system, shared?.text ?? '', user, JSON.stringify(schema)];
  return Math.ceil(texts.reduce((chars, { length }) => chars + length, 0) / CHARS_A_TOKEN);
}

/** About how many tokens its answer takes. */
export const estimateAnswer = ({ maxOutputTokens }: ModelRequest): number => Math.min(maxOutputTokens, USUAL_OUTPUT);
