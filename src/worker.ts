import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

/** Heavy reading, off the main thread: what `workshop/threads.ts` starts, with our settings. */
enableCompileCache();
const [{ readerKit }, { doJob, readHere }, { answerJobs }] = await Promise.all([
  import('./wiring-of-reading.ts'),
  import('./flow/reader.ts'),
  import('./workshop/answer-jobs.ts'),
]);

const reader = readHere(readerKit(workerData));
answerJobs((job) => doJob(job, reader));
