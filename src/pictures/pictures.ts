import { Worker } from 'node:worker_threads';
import { RefineryError } from '../domain/errors.ts';
import type { Picture } from '../domain/picture.ts';
import type { Pictures } from '../ports.ts';

const MOST_MEMORY_MB = 256;

/**
 * Draws one picture after the other in a thread of its own: the charting library, the fonts and the rasteriser are loaded
 * there and nowhere else. It is bounded in time and memory, and ends when nothing was drawn for a while or a picture was
 * too much for it; then all of its memory is given back.
 *
 * @param options.patienceMs for one picture, from when its turn has come
 * @param options.idleMs how long the thread is kept for the next one
 */
export function pictures({
  patienceMs = 30_000,
  idleMs = 5_000,
}: Readonly<{ patienceMs?: number; idleMs?: number }> = {}): Pictures {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let resting: NodeJS.Timeout | undefined;
  let isClosed = false;

  function workerAtHand(): Worker {
    if (worker) return worker;
    const started = startWorker();
    started.once('exit', () => {
      if (worker === started) worker = undefined;
    });
    worker = started;
    return started;
  }

  async function stopWorker(): Promise<void> {
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
  }

  async function drawNext(picture: Picture): Promise<Uint8Array> {
    clearTimeout(resting);
    if (isClosed) throw new RefineryError('picture-unavailable', 'we are ending');
    try {
      return await answerOf(workerAtHand(), picture, patienceMs);
    } catch (cause) {
      await stopWorker();
      throw new RefineryError('picture-unavailable', cause instanceof Error ? cause.message : String(cause), { cause });
    } finally {
      resting = setTimeout(stopWorker, idleMs).unref();
    }
  }

  return {
    draw(picture) {
      const turn = last.then(() => drawNext(picture));
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      isClosed = true;
      clearTimeout(resting);
      await stopWorker();
    },
  };
}

/** Without our environment, so without our keys; what it prints is nobody's business. It keeps nobody from ending. */
function startWorker(): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  // Without a listener, one that fails between two pictures would end us.
  worker.on('error', () => undefined);
  return worker;
}

/** @throws Error what broke it, or that it was too slow */
async function answerOf(worker: Worker, picture: Picture, patienceMs: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const fail = (code: number) => reject(new Error(`the thread that draws ended with ${code}`));
  const timer = setTimeout(() => reject(new Error(`the picture took more than ${patienceMs} ms`)), patienceMs);
  worker.ref();
  worker.on('message', resolve).on('error', reject).on('exit', fail);
  try {
    worker.postMessage(picture);
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', reject).off('exit', fail);
    worker.unref();
  }
}
