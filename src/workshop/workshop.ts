import { join } from 'node:path';
import type { InspectedFile, TextFacts, Workshop } from '../ports.ts';
import { ownWorker } from '../processes/own-worker.ts';
import type { FileToInspect } from './inspect-file.ts';

const WORKER = join(import.meta.dirname, 'worker.ts');
const MOST_MEMORY_MB = 512;

/** What guards take for the worst. */
const GAVE_UP: TextFacts = {
  text: null,
  syntax: { language: null, problem: null },
  outline: null,
  secrets: [],
  gaveUp: true,
};

/**
 * Looks into files that nobody vouches for, one after the other, in a process of
 * its own. A thread would not do (`docs/decisions/006-a-process-for-hostile-files.md`): native parsers crash on deep
 * nesting, and can't be interrupted.
 *
 * @param options.patienceMs for one file, both sides
 */
export function workshop({ patienceMs = 10_000 }: Readonly<{ patienceMs?: number }> = {}): Workshop {
  const worker = ownWorker<FileToInspect, InspectedFile>(WORKER, { patienceMs, mostMemoryMb: MOST_MEMORY_MB });
  return {
    async inspect(files) {
      const inspected: InspectedFile[] = [];
      for (const file of files) {
        const { path, before, after } = file;
        const found = await worker.ask(file);
        inspected.push(found ?? { path, before: before && GAVE_UP, after: after && GAVE_UP });
      }
      return inspected;
    },
    close: worker.close,
  };
}
