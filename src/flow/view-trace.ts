import type { TraceAtHand } from './reader.ts';

/** Tokens of the trace that the analyst is given. */
const VIEW_TOKENS = 25_000;

/** The very text about a trace that the analyst is given. */
export function viewOf(trace: TraceAtHand, signal?: AbortSignal): Promise<string> {
  return trace('view', { budgetTokens: VIEW_TOKENS }, signal);
}
