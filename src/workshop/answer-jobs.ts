import { parentPort } from 'node:worker_threads';
import { type ErrorKind, kindOf, RefineryError } from '../domain/errors.ts';

/** What a thread says to a job. An error's class and fields would not come through, so those of ours go as data. */
export type Answered = Readonly<{ answer: unknown } | { kind: ErrorKind; detail: string } | { broke: string }>;

/** In a thread of `threads.ts`: does each job that comes, one after the other. */
export function answerJobs(work: (job: unknown) => Promise<unknown>): void {
  parentPort?.on('message', async (job) => {
    const answered = await answeredBy(() => work(job));
    try {
      parentPort?.postMessage(answered, buffersIn(answered));
    } catch (error) {
      parentPort?.postMessage(broke(error));
    }
  });
}

async function answeredBy(work: () => Promise<unknown>): Promise<Answered> {
  try {
    return { answer: await work() };
  } catch (error) {
    const kind = kindOf(error);
    if (kind !== undefined && error instanceof RefineryError) return { kind, detail: error.detail };
    return broke(error);
  }
}

const broke = (error: unknown): Answered => ({
  broke: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

/** Bytes are handed over instead of copied, where they have their memory for themselves. */
function buffersIn(value: unknown, depth = 3): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (value instanceof Uint8Array)
    return value.buffer instanceof ArrayBuffer && value.length === value.buffer.byteLength ? [value.buffer] : [];
  return Array.isArray(value) ? [] : Object.values(value).flatMap((inner) => buffersIn(inner, depth - 1));
}
