import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { RefineryError } from '../domain/errors.ts';
import type { Threads } from '../ports.ts';
import type { Answered } from './answer-jobs.ts';

export type ThreadOptions = Readonly<{
  /** The file that answers jobs, by `answerJobs`. */
  file?: string;
  /** What it is started with; cloned. */
  data: unknown;
  /** At a time. Some of them only wait for a server, so there may be more than processors. */
  most?: number;
  /** Another thread is started when somebody has waited so long for those that there are. */
  growMs?: number;
  /** For one job, from its beginning. */
  patienceMs?: number;
  /** Of what lives long in one thread; JavaScript's own memory alone. */
  memoryMb?: number;
  /** An idle thread ends after so long, and gives its memory back. */
  idleMs?: number;
}>;

const WORKER = join(import.meta.dirname, '..', 'worker.ts');
/** As `npm start` has it: more makes nothing faster, and takes 12 times the size of a trace. */
const SEMI_SPACE_MB = 16;
/** Jobs of a thread of which it is known what they were about. */
const REMEMBERED = 16;

/**
 * One job at a time in each of a few threads, which are started one after the other, and only when those that there are
 * do not suffice: to start one takes as long as to read ten traces of usual size. A thread that is too slow, out of
 * memory, or whose job nobody waits for any more, is ended, which interrupts whatever JavaScript it runs; the next
 * job gets a new one. Native code could not be interrupted: see the decision on reading in threads.
 */
export function threads({
  file = WORKER,
  data,
  most = 4,
  growMs = 250,
  patienceMs = 120_000,
  memoryMb = 2_048,
  idleMs = 60_000,
}: ThreadOptions): Threads {
  const idle = new Map<Worker, NodeJS.Timeout>();
  /** What the last jobs of a thread were about, the newest last. */
  const lately = new WeakMap<Worker, readonly string[]>();
  const busy = new Set<Worker>();
  const waiting: (() => void)[] = [];
  const closing = new AbortController();
  let begun = 0;
  let growing: NodeJS.Timeout | undefined;

  async function inTurn<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    if (begun === 0 || (begun < most && idle.size > 0)) begun++;
    else await turn(signal);
    try {
      return await work();
    } finally {
      // Whoever waits longest takes the place over; else it is free.
      const next = waiting.shift();
      if (next) next();
      else begun--;
    }
  }

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(signal.reason);
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(begin);
      grow();
    });
  }

  function grow(): void {
    if (growing || begun === most) return;
    growing = setTimeout(() => {
      growing = undefined;
      const next = begun < most ? waiting.shift() : undefined;
      if (!next) return;
      begun++;
      next();
      if (waiting.length > 0) grow();
    }, growMs).unref();
  }

  function take(about: string): Worker {
    // It may still hold what is wanted again. Else the one that worked last is taken, so that those before it may end.
    const rested = [...idle.keys()];
    const taken = rested.findLast((worker) => lately.get(worker)?.includes(about)) ?? rested.at(-1) ?? start();
    lately.set(taken, [...(lately.get(taken) ?? []).filter((known) => known !== about), about].slice(-REMEMBERED));
    clearTimeout(idle.get(taken));
    idle.delete(taken);
    return taken;
  }

  function start(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 3 * SEMI_SPACE_MB };
    const worker = new Worker(file, { workerData: data, resourceLimits });
    // Idle threads keep nobody from ending, and one that breaks while it is idle is only gone.
    worker.on('error', () => undefined).on('exit', () => idle.delete(worker));
    return worker;
  }

  function rest(worker: Worker): void {
    worker.unref();
    idle.set(worker, setTimeout(() => void worker.terminate(), idleMs).unref());
  }

  async function runIn(worker: Worker, job: unknown, signal: AbortSignal): Promise<unknown> {
    busy.add(worker);
    worker.ref();
    const timeUp = AbortSignal.timeout(patienceMs);
    try {
      const answered = await answerOf(worker, job, AbortSignal.any([signal, timeUp]));
      rest(worker);
      return answered;
    } catch (error) {
      await worker.terminate();
      signal.throwIfAborted();
      throw timeUp.aborted ? new RefineryError('trace-too-large', `it took longer than ${patienceMs} ms`) : error;
    } finally {
      busy.delete(worker);
    }
  }

  return {
    async run(job, caller, about = '') {
      const signal = caller ? AbortSignal.any([caller, closing.signal]) : closing.signal;
      signal.throwIfAborted();
      const answered = (await inTurn(signal, () => runIn(take(about), job, signal))) as Answered;
      if ('answer' in answered) return answered.answer;
      if ('kind' in answered) throw new RefineryError(answered.kind, answered.detail);
      throw new Error(answered.broke);
    },
    async close() {
      closing.abort(new Error('the threads are closed'));
      await Promise.all([...idle.keys(), ...busy].map((worker) => worker.terminate()));
    },
  };
}

function answerOf(worker: Worker, job: unknown, signal: AbortSignal): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const exited = () => reject(new RefineryError('trace-too-large', 'the thread that read it ended'));
  const broke = (error: Error & { code?: unknown }) =>
    reject(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? new RefineryError('trace-too-large', error.message, { cause: error })
        : error,
    );
  const left = () => reject(signal.reason);
  worker.on('message', resolve).on('error', broke).on('exit', exited);
  signal.addEventListener('abort', left, { once: true });
  if (signal.aborted) left();
  else worker.postMessage(job);
  return promise.finally(() => {
    worker.off('message', resolve).off('error', broke).off('exit', exited);
    signal.removeEventListener('abort', left);
  });
}
