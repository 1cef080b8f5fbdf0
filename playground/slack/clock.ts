import type { Clock } from './human-side.ts';

/** The machine's own. Its timers keep no process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
