import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Publication } from '../../src/ports.ts';

/** Where it is published, as `dying-commit.ts` takes it: a folder for its own files, and a GitHub with a token. */
export type Place = Readonly<{ folder: string; github?: Readonly<{ url: string; token: string }> }>;

/**
 * Publishes and takes back in a process of its own, which is killed so long after it began.
 *
 * @param killAfterMs `undefined` for one that may live
 * @returns whether it was killed, or else got to its end, and how long it worked; it may also fail by itself
 */
export async function dyingCommit(
  { folder, github }: Place,
  publication: Publication,
  killAfterMs?: number,
): Promise<Readonly<{ isKilled: boolean; isDone: boolean; tookMs: number }>> {
  const words = [folder, JSON.stringify(publication), ...(github ? [github.url, github.token] : [])];
  const child = spawn(process.execPath, [join(import.meta.dirname, 'dying-commit.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let said = '';
  const ready = new Promise<void>((heard) => {
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      heard();
    });
  });
  await Promise.race([ready, ended]);
  const startedMs = performance.now();
  if (killAfterMs !== undefined) {
    await Promise.race([wait(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  const [, signal] = await ended;
  return { isKilled: signal === 'SIGKILL', isDone: said.endsWith('done\n'), tookMs: performance.now() - startedMs };
}
