import type { Usage } from '../../domain/trace.ts';

/** Of several calls. What was read before is there when one of them says so. */
export function sumUsage(calls: readonly Usage[]): Usage {
  const cached = calls.flatMap(({ cachedInputTokens = [] }) => cachedInputTokens);
  return {
    inputTokens: calls.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: calls.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    ...(cached.length > 0 && { cachedInputTokens: cached.reduce((sum, tokens) => sum + tokens, 0) }),
  };
}
