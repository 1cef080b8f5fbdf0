import type { DayCap } from '../../domain/cap.ts';
import type { Fact } from '../../domain/fact.ts';
import { letsGoOn } from './spending.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Of the day, in UTC, in which this is. */
export const dayOf = (atMs: number): Readonly<{ beganAtMs: number; endsAtMs: number }> => {
  const beganAtMs = atMs - (atMs % DAY_MS);
  return { beganAtMs, endsAtMs: beganAtMs + DAY_MS };
};

/** Where a price is unknown, what is known still counts. */
export function isWithinDay({ usd, tokens }: DayCap, paid: Readonly<{ usd: number | null; tokens: number }>): boolean {
  return (usd === null || (paid.usd ?? 0) <= usd) && (tokens === null || paid.tokens <= tokens);
}

/** A person who let the case go on today let it go on whatever others cost. */
export function wasLetGoOn(atMs: number, facts: readonly Fact[]): boolean {
  const { beganAtMs } = dayOf(atMs);
  return facts.some(({ body }) => letsGoOn(body) && body.atMs >= beganAtMs);
}
