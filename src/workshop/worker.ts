import { inspectFile } from './inspect-file.ts';

/** The process that `workshop.ts` starts: one file in, its facts out. Whatever goes wrong in it ends it. */
process.on('message', (file: Parameters<typeof inspectFile>[0]) => {
  inspectFile(file).then((inspected) => process.send?.(inspected));
});
process.on('disconnect', () => process.exit());
