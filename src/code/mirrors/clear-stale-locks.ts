import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Git itself holds a lock for milliseconds, and writes to a pack all the time: what is older was left by a killed process. */
const STALE_LOCK_MS = 10_000;
const STALE_PACK_MS = 60 * 60_000;

/** What a killed fetch left in a mirror. Only to be called under its lease: nobody else writes there. */
export async function clearStaleLocks(folder: string): Promise<void> {
  const refs = await readdir(join(folder, 'refs'), { recursive: true }).catch(() => []);
  const packs = await readdir(join(folder, 'objects/pack')).catch(() => []);
  const locks = ['HEAD', 'packed-refs', 'config', 'shallow'].map((name) => `${name}.lock`);
  await Promise.all([
    ...locks.map((name) => clear(join(folder, name), STALE_LOCK_MS)),
    ...refs.filter((name) => name.endsWith('.lock')).map((name) => clear(join(folder, 'refs', name), STALE_LOCK_MS)),
    ...packs
      .filter((name) => name.startsWith('tmp_'))
      .map((name) => clear(join(folder, 'objects/pack', name), STALE_PACK_MS)),
  ]);
}

async function clear(file: string, staleMs: number): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() && Date.now() - found.mtimeMs > staleMs) await rm(file, { force: true });
}
