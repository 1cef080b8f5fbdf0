import { setTimeout as sleep } from 'node:timers/promises';

/** At most so many requests begin in any stretch of that length. */
export type Rate = Readonly<{ most: number; windowMs: number }>;

/** Resolves when the next request may begin, in the order of asking; rejects when the signal fires before. */
export type Turn = (signal: AbortSignal) => Promise<void>;

/** Waiting before a request is cheaper than being refused: a 429 may punish the whole workspace. */
export function limitRate({ most, windowMs }: Rate): Turn {
  /** When each of the last requests begins; some of them in the future. By the monotonic clock. */
  const begins: number[] = [];
  return async (signal) => {
    const now = performance.now();
    const free = begins.length < most ? now : (begins[begins.length - most] ?? now) + windowMs;
    const begin = Math.max(now, free);
    begins.push(begin);
    if (begins.length > most) begins.shift();
    if (begin > now) await sleep(begin - now, undefined, { signal });
  };
}
