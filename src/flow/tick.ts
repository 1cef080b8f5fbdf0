import { setTimeout as sleep } from 'node:timers/promises';

/** How long closing waits for what is being done; it is done again by the next process. */
const CLOSE_PATIENCE_MS = 2_000;

/** Does something again and again, one after another, until it is closed; what fails is told, and done the next time. */
export function tick(
  everyMs: number,
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): Readonly<{ close(): Promise<void> }> {
  const closing = new AbortController();
  const { signal } = closing;
  const run = async () => {
    while (!signal.aborted) {
      await work().catch((error: unknown) => {
        if (!signal.aborted) onFailure(error);
      });
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    async close() {
      closing.abort();
      await Promise.race([running, sleep(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}
