import { setTimeout as sleep } from 'node:timers/promises';
import { slotsFor } from './slots.ts';

/**
 * Where many cases come at once, each is read before any is thought about, so that every thread soon says what stands
 * out. One process knows of its own cases alone; that is enough, for what they share is its processor.
 */
export type ReadingFirst = Readonly<{
  /** Reads a case when its turn comes: a few at a time, so that the first is soon read, and whoever asks the store is soon heard. */
  reading<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** Resolves once no case is being read, and after a while all the same: cases may come for ever. Never rejects. */
  calm(signal: AbortSignal): Promise<void>;
}>;

/** A storm of two hundred is read in two thirds of it. */
const PATIENCE_MS = 30_000;
/** More than there are threads that read, for what is read is then written down. */
const AT_A_TIME = 6;

export function readingFirst(patienceMs = PATIENCE_MS): ReadingFirst {
  const slots = slotsFor(AT_A_TIME);
  let underWay = 0;
  let calmed = Promise.withResolvers<void>();
  return {
    async reading(work, signal) {
      underWay++;
      try {
        return await slots(work, signal);
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
