import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for the end of the work, good or bad, but no longer than that. */
export async function within(patienceMs: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const enough = sleep(patienceMs, undefined, { signal: done.signal }).catch(() => {});
  await Promise.race([work.catch(() => {}), enough]);
  done.abort();
}

/** The work's outcome, or what `signal` was aborted with if that comes first. */
export async function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
