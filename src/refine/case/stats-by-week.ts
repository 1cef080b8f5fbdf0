import type { Prices } from './cost-of.ts';
import type { History } from './fold.ts';
import { type Stats, statsOf } from './stats.ts';

/** The cases that were opened in a week, from Monday on, UTC. */
export type WeekStats = Readonly<{ beganAtMs: number; stats: Stats }>;

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;
/** The first Monday of 1970. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
const MOST_WEEKS = 12;

/**
 * From the week of the first case up to now, at most twelve weeks, those without a case among them. What becomes of a
 * case counts in the week in which it was opened, so the figures of the last weeks may still change.
 */
export function statsByWeek(histories: readonly History[], prices: Prices, nowMs: number): readonly WeekStats[] {
  const byWeek = Map.groupBy(histories, ({ now }) => weekOf(now.openedAtMs));
  const last = Math.max(weekOf(nowMs), ...byWeek.keys());
  const first = Math.max(Math.min(last, ...byWeek.keys()), last - MOST_WEEKS + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    beganAtMs: FIRST_MONDAY_MS + (first + index) * WEEK_MS,
    stats: statsOf(byWeek.get(first + index) ?? [], prices),
  }));
}

const weekOf = (atMs: number): number => Math.floor((atMs - FIRST_MONDAY_MS) / WEEK_MS);
