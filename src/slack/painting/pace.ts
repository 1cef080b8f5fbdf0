/** How often something may be done: `most` times in any stretch of `windowMs`. */
export type Rate = Readonly<{ most: number; windowMs: number }>;

export type Pace = Readonly<{
  /** Makes the call as soon as the rate allows it. Of a rate of one, first come, first served. */
  inTurn<Result>(call: () => Promise<Result>): Promise<Result>;
  /** How many calls could be made right now. */
  room(): number;
}>;

export type Timing = Readonly<{ clock: () => number; wait: (ms: number) => Promise<void> }>;

/**
 * Keeps a rate from our side. The other side counts a call when it comes in, which is some time before its answer is
 * here: so a place is taken until a whole window after the answer, and however long a call is on its way, no window
 * over there has more than `most`.
 */
export function pace({ most, windowMs }: Rate, { clock, wait }: Timing): Pace {
  type Place = { answeredAtMs: number; answered: Promise<void> };
  const places: Place[] = Array.from({ length: most }, () => ({
    answeredAtMs: Number.NEGATIVE_INFINITY,
    answered: Promise.resolve(),
  }));
  const waitMs = ({ answeredAtMs }: Place) => Math.min(windowMs, Math.max(0, answeredAtMs + windowMs - clock()));

  return {
    async inTurn(call) {
      const { promise: answered, resolve } = Promise.withResolvers<void>();
      const mine: Place = { answeredAtMs: Number.POSITIVE_INFINITY, answered };
      const before = places.shift();
      places.push(mine);
      try {
        await before?.answered;
        const ms = before ? waitMs(before) : 0;
        if (ms > 0) await wait(ms);
        return await call();
      } finally {
        mine.answeredAtMs = clock();
        resolve();
      }
    },
    room: () => places.filter((place) => waitMs(place) === 0).length,
  };
}
