import { BURST, MINUTE_MS } from './minute-budget.ts';
import type { Level, Place } from './shared-bucket.ts';

/**
 * How long somebody has to wait at that place still, in milliseconds: until what was taken up to it is refilled. What
 * those behind have taken is not theirs to wait for. A call that is larger than the bucket begins when that is full.
 */
export function waitInRow(place: Place, { tokens, requests, perMinute, closedMs, taken, gone }: Level): number {
  const leftBehind = gone.filter((left) => left.requests > place.requests);
  const tokensBehind = taken.tokens - place.tokens - leftBehind.reduce((sum, { size }) => sum + size, 0);
  const requestsBehind = taken.requests - place.requests - leftBehind.length;
  const beyond = Math.max(0, place.size - perMinute.tokens * BURST);
  const lacking = Math.max(
    0,
    -(tokens + tokensBehind + beyond) / perMinute.tokens,
    -(requests + requestsBehind) / perMinute.requests,
  );
  return closedMs + lacking * MINUTE_MS;
}
