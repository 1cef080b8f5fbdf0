import { inspectFile } from './inspect-file.ts';
import { namesIn } from './names/names-in.ts';
import type { Job } from './workshop.ts';

/** The process that `workshop.ts` starts: one file in, what is found out of it. Whatever goes wrong in it ends it. */
process.on('message', (job: Job) => {
  const found = 'text' in job ? namesIn(job.path, job.text) : inspectFile(job);
  found.then((facts) => process.send?.(facts));
});
process.on('disconnect', () => process.exit());
