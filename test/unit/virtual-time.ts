import type { Timing } from '../../src/slack/painting/pace.ts';

/** Time that passes only when nothing else is left to do. */
export function virtualTime(): Timing & Readonly<{ run(work: Promise<unknown>): Promise<void> }> {
  let nowMs = 0;
  const alarms: Readonly<{ atMs: number; ring: () => void }>[] = [];
  const settle = () => new Promise<void>((done) => void setImmediate(done));
  return {
    clock: () => nowMs,
    wait: (ms) => new Promise((ring) => void alarms.push({ atMs: nowMs + ms, ring })),
    async run(work) {
      let isOver = false;
      void work.finally(() => {
        isOver = true;
      });
      for (await settle(); !isOver; await settle()) {
        alarms.sort((a, b) => a.atMs - b.atMs);
        const next = alarms.shift();
        if (!next) throw new Error('waits for nothing');
        nowMs = next.atMs;
        next.ring();
      }
    },
  };
}
