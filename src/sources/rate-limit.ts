import { setTimeout as sleep } from 'node:timers/promises';

/** At most so many requests begin in any stretch of that length. */
export type Rate = Readonly<{ most: number; windowMs: number }>;

/** The same for all threads that are given it: when the last requests began, one place for each of `most`, Unix epoch in microseconds. */
export type SharedRate = Rate & Readonly<{ begins: SharedArrayBuffer }>;

/** Resolves when the next request may begin, in the order of asking; rejects when the signal fires before. */
export type Turn = (signal: AbortSignal) => Promise<void>;

export const sharedRate = (rate: Rate): SharedRate => ({
  ...rate,
  begins: new SharedArrayBuffer(rate.most * BigInt64Array.BYTES_PER_ELEMENT),
});

/** Waiting before a request is cheaper than being refused: a 429 may punish the whole workspace. */
export function limitRate({ windowMs, begins }: SharedRate): Turn {
  const places = new BigInt64Array(begins);
  return async (signal) => {
    const now = nowMicros();
    const begin = book(places, now, BigInt(Math.ceil(windowMs * 1_000)));
    if (begin > now) await sleep(Number(begin - now) / 1_000, undefined, { signal });
  };
}

/** Takes the place that is free first. Another thread may take it meanwhile: then the next one. */
function book(places: BigInt64Array, now: bigint, window: bigint): bigint {
  for (;;) {
    const seen = Array.from(places, (_, index) => Atomics.load(places, index));
    const first = seen.reduce((least, begin, index) => (begin < (seen[least] ?? begin) ? index : least), 0);
    const before = seen[first] ?? 0n;
    const begin = before + window > now ? before + window : now;
    if (Atomics.compareExchange(places, first, before, begin) === before) return begin;
  }
}

/** Monotonic within the process, and the same in each of its threads. */
function nowMicros(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000));
}
