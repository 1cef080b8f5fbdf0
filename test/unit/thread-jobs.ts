import { setTimeout as sleep } from 'node:timers/promises';
import { threadId, workerData } from 'node:worker_threads';
import { RefineryError } from '../../src/domain/errors.ts';
import { answerJobs } from '../../src/workshop/answer-jobs.ts';

/** A thread as `threads.test.ts` wants it: each job names what it does. */
const WORK: Readonly<Record<string, () => unknown>> = {
  where: () => ({ threadId, workerData }),
  bytes: () => ({ bytes: new Uint8Array(8).fill(7) }),
  'a few bytes': () => ({ bytes: Buffer.from('few') }),
  'nap long': () => sleep(4_000).then(() => threadId),
  nap: () => sleep(100).then(() => threadId),
  refuse: () => {
    throw new RefineryError('trace-unreadable', 'it is HTML', { cause: new Error('a secret') });
  },
  blunder: () => {
    throw new TypeError('no such thing');
  },
  spin: () => {
    for (;;) if (Date.now() < 0) return;
  },
  hoard: () => {
    const all: unknown[] = [];
    for (;;) all.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
  },
  leave: () => process.exit(1),
  'throw later': () => {
    setTimeout(() => {
      throw new Error('nobody catches this');
    });
    return sleep(10_000);
  },
  'answer with a function': () => () => 1,
};
answerJobs(async (job) => WORK[String(job)]?.());
