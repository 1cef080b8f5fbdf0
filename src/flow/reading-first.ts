import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Where many cases come at once, each is read before any is thought about, so that every thread soon says what stands
 * out. One process knows of its own cases alone; that is enough, for what they share is its processor.
 */
export type ReadingFirst = Readonly<{
  /** Reads a case. */
  reading<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Resolves once no case is being read, and after a while all the same: cases may come for ever. Never rejects. */
  calm(signal: AbortSignal): Promise<void>;
}>;

/** As long as a thread may wait for what stands out. */
const PATIENCE_MS = 15_000;

export function readingFirst(patienceMs = PATIENCE_MS): ReadingFirst {
  let underWay = 0;
  let calmed = Promise.withResolvers<void>();
  return {
    async reading(work) {
      underWay++;
      try {
        return await work();
      } finally {
        underWay--;
        if (underWay === 0) {
          calmed.resolve();
          calmed = Promise.withResolvers();
        }
      }
    },
    async calm(signal) {
      if (underWay === 0) return;
      const enough = new AbortController();
      const either = AbortSignal.any([signal, enough.signal]);
      await Promise.race([
        calmed.promise,
        sleep(patienceMs, undefined, { signal: either, ref: false }).catch(() => {}),
      ]);
      enough.abort();
    },
  };
}
