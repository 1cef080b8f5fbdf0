import { join } from 'node:path';
import { RefineryError } from '../domain/errors.ts';
import type { Picture } from '../domain/picture.ts';
import type { Pictures } from '../ports.ts';
import { ownWorker } from '../processes/own-worker.ts';
import type { Drawn } from './worker.ts';

const WORKER = join(import.meta.dirname, 'worker.ts');
const MOST_MEMORY_MB = 256;

/**
 * Draws one picture after the other in a process of its own: the charting library, the fonts and the rasteriser are loaded
 * there and nowhere else, and their memory is given back when nothing was drawn for a while.
 *
 * @param options.patienceMs for one picture, from when its turn has come
 * @param options.idleMs how long the process is kept for the next one
 */
export function pictures({
  patienceMs = 30_000,
  idleMs = 5_000,
}: Readonly<{ patienceMs?: number; idleMs?: number }> = {}): Pictures {
  const worker = ownWorker<Picture, Drawn>(WORKER, { patienceMs, mostMemoryMb: MOST_MEMORY_MB, idleMs });
  return {
    async draw(picture) {
      const drawn = await worker.ask(picture).catch((error: unknown) => ({ broken: String(error) }));
      if (drawn && 'png' in drawn) return drawn.png;
      const why = drawn?.broken ?? `it took more than ${patienceMs} ms, or more than ${MOST_MEMORY_MB} MB`;
      throw new RefineryError('picture-unavailable', why);
    },
    close: worker.close,
  };
}
