import type { CapReached } from '../../domain/cap.ts';
import { isWithinDay } from '../proof/day-spending.ts';

/** What is spent, what may be, and until when: a sentence each, for who knows UTC. */
export function spendingWords(reached: CapReached): readonly string[] {
  if (reached.of === 'case') return [spentWords(reached), WAITS_FOR_SOMEBODY];
  const day = new Date(reached.endsAtMs - 1).toISOString().slice(0, 10);
  return [
    spentWords(reached),
    `${WAITS_FOR_SOMEBODY} The day, ${day}, ends at 24:00 UTC; then a new one begins to count.`,
  ];
}

export const WAITS_FOR_SOMEBODY = 'I ask no model anything more until somebody lets this case go on.';

/** What is spent, and what may be. */
export function spentWords(reached: CapReached): string {
  const tokens = `${reached.tokens.toLocaleString('en')} tokens`;
  const spent = reached.usd === null ? tokens : `$${reached.usd.toFixed(2)} (${tokens})`;
  return reached.of === 'case'
    ? `This case has cost ${spent}. A case may cost ${limitWords(reached, reached.usd !== null)}.`
    : `All cases here have cost ${spent} today. ${isWithinDay(reached.cap, reached) ? NEXT_GOES_BEYOND : ''}A day may cost ${limitWords(reached, true)}.`;
}

/** Calls are looked at before they are made. */
const NEXT_GOES_BEYOND = 'The next call of a model could go beyond the limit. ';

/** Of a case that is counted in dollars, the tokens say nothing. */
function limitWords({ of, cap: { usd, tokens } }: CapReached, inDollars: boolean): string {
  const limits = [
    ...(usd === null || !inDollars ? [] : [`$${usd}`]),
    ...(tokens === null || (of === 'case' && inDollars) ? [] : [`${tokens.toLocaleString('en')} tokens`]),
  ];
  return `${limits.join(' or ')} at most`;
}

export const WAITS_FOR_SPENDING = 'Waiting: what may be spent is spent';
