/** Runs the work when a place is free, in the order of asking; whoever is aborted before begins nothing. */
export type Slots = <Result>(work: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

/** So many pieces of work at a time: of what waits, only the request is held in memory. */
export function slotsFor(most: number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (work, signal) => {
    if (taken < most) taken++;
    else await new Promise<void>((free) => waiting.push(free));
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = waiting.shift();
      // The place is handed on, so that nobody who comes meanwhile takes it.
      if (next) next();
      else taken--;
    }
  };
}
