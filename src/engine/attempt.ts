import { setTimeout as sleep } from 'node:timers/promises';
import { isRetryable, kindOf } from '../domain/errors.ts';

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 500;

/** Tries again what may pass: kinds of our own that say so. Not once `signal` has fired: the next process will. */
export async function attempt<Result>(run: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (let tried = 1, pauseMs = FIRST_PAUSE_MS; ; tried++, pauseMs *= 2) {
    try {
      return await run();
    } catch (error) {
      const kind = kindOf(error);
      if (signal.aborted || tried === ATTEMPTS || kind === undefined || !isRetryable(kind)) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}
