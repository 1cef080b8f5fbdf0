import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Unix sockets have short names: 108 bytes on Linux, 104 on macOS, with the zero behind them. */
const MOST_BYTES = 103;

export type Bound = Readonly<{ path: string; release(): Promise<void> }>;

/**
 * Listens at `<dataDir>/door`, or, where that is too long a name, in a folder of
 * its own among the temporary ones. The caller holds the data folder's lock, so
 * a socket that is there already belongs to a process that is gone.
 */
export async function bindSocket(server: Server, dataDir: string): Promise<Bound> {
  const beside = join(dataDir, 'door');
  if (Buffer.byteLength(beside) <= MOST_BYTES) {
    await rm(beside, { force: true });
    await listen(server, beside);
    return { path: beside, release: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'refinery-'));
  const path = join(folder, 'door');
  await listen(server, path);
  return { path, release: () => rm(dirname(path), { recursive: true, force: true }) };
}

/** For its owner alone from the first moment on: a `chmod` afterwards would come too late for who waits to get in. */
async function listen(server: Server, path: string): Promise<void> {
  const listening = new Promise<void>((done, failed) => {
    server.once('listening', done).once('error', failed);
  });
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await listening;
}
