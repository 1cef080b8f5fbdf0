import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** Tries later, and later again, until it is done or nobody is there any more to do it. */
export async function keepTrying(isDone: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    await pause(pauseMs, signal);
    if (signal.aborted || (await isDone())) return;
  }
}

/** Ends early, and well, when `signal` fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
