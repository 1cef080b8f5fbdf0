import { countTokens } from '../refine/view/count-tokens.ts';

/** Marks such as `<|endoftext|>` are text like any other when they stand in a trace. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** o200k tokens. The tokenizer's table is 2.4 MB of source: it is loaded when somebody counts. */
export async function loadTokenCounter(): Promise<(text: string) => number> {
  const tokenizer = await import('gpt-tokenizer/encoding/o200k_base');
  return (text) => countTokens(text, (piece) => tokenizer.countTokens(piece, AS_TEXT));
}
