import { join } from 'node:path';
import type { InspectedFile, NamesIn, TextFacts, Workshop } from '../ports.ts';
import { ownWorker } from '../processes/own-worker.ts';
import type { FileToInspect } from './inspect-file.ts';

/** What the process is asked: all about a changed file, or only what a file names of others. */
export type Job = FileToInspect | Readonly<{ path: string; text: string }>;

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

const NO_NAMES: NamesIn = { imports: [], strings: [] };

/**
 * Looks into files that nobody vouches for, one after the other, in a process of
 * its own. A thread would not do (`docs/decisions/006-a-process-for-hostile-files.md`): native parsers crash on deep
 * nesting, and can't be interrupted.
 *
 * @param options.patienceMs for one file, both sides
 */
export function workshop({ patienceMs = 10_000 }: Readonly<{ patienceMs?: number }> = {}): Workshop {
  const worker = ownWorker<Job, InspectedFile | NamesIn>(WORKER, { patienceMs, mostMemoryMb: MOST_MEMORY_MB });
  return {
    async inspect(files) {
      const inspected: InspectedFile[] = [];
      for (const file of files) {
        const { path, before, after } = file;
        const found = await worker.ask(file);
        inspected.push(found && 'path' in found ? found : { path, before: before && GAVE_UP, after: after && GAVE_UP });
      }
      return inspected;
    },
    async namesIn(files) {
      const names: NamesIn[] = [];
      for (const file of files) {
        const found = await worker.ask(file);
        names.push(found && 'imports' in found ? found : NO_NAMES);
      }
      return names;
    },
    close: worker.close,
  };
}
