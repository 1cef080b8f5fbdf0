import type { Answerer } from '../../domain/diagnosis.ts';

/** What an answer took: `1,234 tokens in, 56 out`; or that another case had paid for it. */
export function paidWords({ known, inputTokens, outputTokens }: Answerer): string {
  const tokens = `${inputTokens.toLocaleString('en')} tokens in, ${outputTokens.toLocaleString('en')} out`;
  if (!known) return tokens;
  return inputTokens + outputTokens === 0 ? KNOWN : `${KNOWN}, but for ${tokens}`;
}

const KNOWN = 'known from an earlier case';
