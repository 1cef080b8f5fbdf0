import type { SafeTrace } from '../domain/trace.ts';
import { compact } from '../refine/view/compact.ts';
import type { House } from './house.ts';

/** Tokens of the trace that the analyst is given. */
const VIEW_TOKENS = 25_000;

/** The very text about a trace that the analyst is given. */
export async function viewOf(trace: SafeTrace, { tokenCounter }: Pick<House, 'tokenCounter'>): Promise<string> {
  return compact(trace, VIEW_TOKENS, await tokenCounter());
}
