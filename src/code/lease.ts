import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { RefineryError } from '../domain/errors.ts';
import { digestOfBytes } from '../refine/case/digest.ts';
import { fileFailure } from './git-failure.ts';

/** How often a taken lease is asked for again. */
const ASK_AGAIN_MS = 20;
const SQLITE_BUSY = 5;

/**
 * Lets one piece of work at a time into a repository, in this process and in
 * others that share `tempDir`. The work gets an empty folder of its own.
 *
 * The lease is an exclusive SQLite transaction, hence a lock that the operating
 * system holds: `kill -9` releases it, and no process id is ever guessed.
 *
 * @throws RefineryError repo-unavailable when others keep it for `patienceMs`; disk-full
 */
export async function withLease<Result>(
  { tempDir, repoKey, patienceMs }: Readonly<{ tempDir: string; repoKey: string; patienceMs: number }>,
  work: (room: string) => Promise<Result>,
): Promise<Result> {
  const name = digestOfBytes(repoKey).slice(0, 16);
  const room = join(tempDir, name);
  await mkdir(tempDir, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw fileFailure(`folder ${tempDir}`, cause);
  });
  const lease = await takeLease(join(tempDir, `${name}.lease`), patienceMs);
  try {
    // What a killed process left there is nobody's any more.
    await rm(room, { recursive: true, force: true });
    await mkdir(room, { mode: 0o700 });
    return await work(room);
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) throw fileFailure(`folder ${room}`, cause);
    throw cause;
  } finally {
    await rm(room, { recursive: true, force: true }).catch(() => undefined);
    lease.close();
  }
}

async function takeLease(file: string, patienceMs: number): Promise<DatabaseSync> {
  const sqlite = await import('node:sqlite');
  const until = performance.now() + patienceMs;
  for (;;) {
    let lease: DatabaseSync | undefined;
    try {
      lease = new sqlite.DatabaseSync(file);
      lease.exec('begin exclusive');
      return lease;
    } catch (cause) {
      lease?.close();
      const busy = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
      if (!busy) throw fileFailure(`lease ${file}`, cause);
      if (performance.now() > until)
        throw new RefineryError('repo-unavailable', 'another Refinery keeps working in this repository', { cause });
    }
    await wait(ASK_AGAIN_MS);
  }
}
