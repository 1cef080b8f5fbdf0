import type { DayCap } from '../../domain/cap.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Prices } from '../case/cost-of.ts';
import { type Spending, spentBefore, tokensOf } from './spending.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Of the day, in UTC, in which this is. */
export const dayOf = (atMs: number): Readonly<{ beganAtMs: number; endsAtMs: number }> => {
  const beganAtMs = atMs - (atMs % DAY_MS);
  return { beganAtMs, endsAtMs: beganAtMs + DAY_MS };
};

/**
 * What was spent in a day. A proof counts in the day in which it ended; one that a person let go on counts once, with
 * what is known of it, as it does for its case.
 *
 * @param facts of all cases of a workspace, those of each in order
 */
export function spentOn(atMs: number, facts: readonly Fact[], prices: Prices): readonly Spending[] {
  const { beganAtMs, endsAtMs } = dayOf(atMs);
  const today = facts.filter(({ body }) => body.atMs >= beganAtMs && body.atMs < endsAtMs);
  return [...Map.groupBy(today, (fact) => fact.case).values()].flatMap((ofCase) => spentBefore(ofCase, prices));
}

/** Where a price is unknown, what is known still counts. */
export function isWithinDay({ usd, tokens }: DayCap, spent: readonly Spending[]): boolean {
  return (usd === null || knownUsd(spent) <= usd) && (tokens === null || tokensOf(spent) <= tokens);
}

export const knownUsd = (spent: readonly Spending[]): number => spent.reduce((sum, { usd = 0 }) => sum + usd, 0);

/** A person who let the case go on today let it go on whatever others cost. */
export function wasLetGoOn(atMs: number, facts: readonly Fact[]): boolean {
  const { beganAtMs } = dayOf(atMs);
  return facts.some(
    ({ body }) => (body.kind === 'cap-raised' || body.kind === 'spending-agreed') && body.atMs >= beganAtMs,
  );
}
