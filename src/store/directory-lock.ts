import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RefineryError } from '../domain/errors.ts';
import { holderOf, signHolder } from './held-by.ts';
import { systemCode } from './store-error.ts';

export type DirectoryLock = Readonly<{ release(): void }>;

/**
 * One process for each data folder: two on one embedded database lose rows
 * silently. An open exclusive transaction of SQLite is a lock that the operating
 * system itself lets go when the process ends, by kill -9 too, so no process id
 * is ever guessed.
 *
 * @param holder who asks for it, in words that help to find it; told to whoever comes second
 * @throws RefineryError store-busy, at once
 */
export function lockDirectory(dataDir: string, holder: string): DirectoryLock {
  const lock = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw cause;
    throw new RefineryError('store-busy', `${dataDir} is held by ${holderOf(dataDir).words}`, { cause });
  }
  signHolder(dataDir, { words: holder, door: undefined });
  return { release: () => lock.close() };
}

/** https://www.sqlite.org/rescode.html#busy; a recovery or a snapshot that is in the way has a higher byte set. */
function isBusy(error: unknown): boolean {
  return (
    systemCode(error) === 'ERR_SQLITE_ERROR' &&
    error instanceof Error &&
    'errcode' in error &&
    (Number(error.errcode) & 0xff) === 5
  );
}
