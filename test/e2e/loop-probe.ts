import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a bot by `--import`: writes into the file named by LOOP_PROBE how much processor time its main thread spent
 * at most without hearing anything, in milliseconds. Unlike the time on a clock, that is no longer on a busy machine.
 */
const file = process.env.LOOP_PROBE;
if (isMainThread && file) {
  let worst = 0;
  let before = process.threadCpuUsage();
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    const spentMs = (user + system) / 1_000;
    if (spentMs <= worst) return;
    worst = spentMs;
    writeFileSync(file, String(worst));
  }, 5).unref();
  // What went before does not count.
  process.on('SIGUSR2', () => {
    worst = 0;
  });
}
