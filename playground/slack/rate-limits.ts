import type { Clock } from './human-side.ts';

/**
 * How often Slack lets an app call: https://docs.slack.dev/apis/web-api/rate-limits
 * Slack tolerates short bursts and does not say how many; none are tolerated here.
 */
export type Tier = 'tier-1' | 'tier-2' | 'tier-3' | 'tier-4' | 'posting' | 'unlimited';

export type RateLimits = Readonly<{
  /** @returns how long to wait, in whole seconds; `undefined` when the call may go on */
  mustWaitSeconds(method: string, tier: Tier, channel: string | undefined): number | undefined;
}>;

const PER_MINUTE = { 'tier-1': 1, 'tier-2': 20, 'tier-3': 50, 'tier-4': 100 } as const;
const MINUTE_MS = 60_000;
/** Between two messages to one channel. */
const POSTING_MS = 1000;

export function newRateLimits(clock: Clock, areReal: boolean): RateLimits {
  const calls = new Map<string, readonly number[]>();
  return {
    mustWaitSeconds(method, tier, channel) {
      if (!areReal || tier === 'unlimited') return undefined;
      const [key, most, windowMs] =
        tier === 'posting' ? [`posting ${channel}`, 1, POSTING_MS] : [method, PER_MINUTE[tier], MINUTE_MS];
      const nowMs = clock.nowMs();
      const recent = (calls.get(key) ?? []).filter((atMs) => nowMs - atMs < windowMs);
      const oldest = recent[0];
      if (oldest !== undefined && recent.length >= most) return Math.ceil((oldest + windowMs - nowMs) / 1000);
      calls.set(key, [...recent, nowMs]);
      return undefined;
    },
  };
}
