import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { InspectedFile, TextFacts, Workshop } from '../ports.ts';
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
 * its own that is started on first use and replaced when a file is too much for
 * it. A thread would not do (`docs/decisions/inspecting-in-a-process.md`): native
 * parsers crash on deep nesting, and can't be interrupted.
 *
 * @param options.patienceMs for one file, both sides
 */
export function workshop({ patienceMs = 10_000 }: Readonly<{ patienceMs?: number }> = {}): Workshop {
  let worker: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function inspectOne(file: FileToInspect): Promise<InspectedFile> {
    const inspected = closed ? undefined : await answerOf(workerAtHand(), file, patienceMs);
    if (inspected) return inspected;
    // A file that was not finished because we end is no file that is too much.
    if (closed) throw new Error('the workshop is closed');
    stopWorker();
    return { path: file.path, before: file.before && GAVE_UP, after: file.after && GAVE_UP };
  }

  function workerAtHand(): ChildProcess {
    if (worker) return worker;
    const started = startWorker();
    started.once('exit', () => {
      if (worker === started) worker = undefined;
    });
    worker = started;
    return started;
  }

  function stopWorker(): void {
    worker?.kill('SIGKILL');
    worker = undefined;
  }

  return {
    async inspect(files) {
      const inspected: InspectedFile[] = [];
      for (const file of files) {
        const turn = last.then(() => inspectOne(file));
        last = turn.catch(() => undefined);
        inspected.push(await turn);
      }
      return inspected;
    },
    async close() {
      closed = true;
      stopWorker();
    },
  };
}

/** Without our environment, so without our keys; in a group of its own, so that Ctrl-C is not taken for a crash. */
function startWorker(): ChildProcess {
  const worker = fork(WORKER, [], {
    env: {},
    execArgv: [`--max-old-space-size=${MOST_MEMORY_MB}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  // Without a listener, a worker that can't even start would end us.
  worker.on('error', () => undefined);
  worker.unref();
  worker.channel?.unref();
  return worker;
}

/** `undefined` when the worker died or was too slow. */
function answerOf(worker: ChildProcess, file: FileToInspect, patienceMs: number): Promise<InspectedFile | undefined> {
  return new Promise((resolve) => {
    const settle = (inspected?: InspectedFile) => {
      clearTimeout(timer);
      worker.off('message', settle).off('exit', fail).off('error', fail);
      resolve(inspected);
    };
    const fail = () => settle();
    const timer = setTimeout(fail, patienceMs);
    worker.on('message', settle).on('exit', fail).on('error', fail);
    worker.send(file, (error) => error && fail());
  });
}
