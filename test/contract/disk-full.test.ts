import { execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { traceStore } from '../../src/store/traces.ts';
import { noPostgres } from '../postgres.ts';
import { startPostgres, stopPostgres } from '../postgres-server.ts';
import { freshFolder } from '../stores.ts';
import { inOtherProcess } from './other-process.ts';

/** A real disk that is really full: a small file system in memory, which only root may mount. */
const mayMount = process.getuid?.() === 0 && mounts();
if (!mayMount) console.warn('Tests on a full disk are skipped: run as root where mounting is allowed.');

const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder]);
});

async function smallDisk(megabytes: number): Promise<string> {
  const folder = join(await freshFolder(), 'disk');
  await mkdir(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `mode=711,size=${megabytes}m`, 'tmpfs', folder]);
  mounted.push(folder);
  return folder;
}

function mounts(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!mayMount)('a full disk', () => {
  it('PGlite says so, ends in order, and has lost nothing when there is room again', {
    timeout: 90_000,
  }, async () => {
    const disk = await smallDisk(64);
    const place = { dataDir: join(disk, 'data') };
    const filler = inOtherProcess('fill-store.ts', place);
    expect(await filler.ended).toBe(0);
    expect(filler.lines()).toEqual(['ready', 'refused disk-full', 'refused disk-full', 'closed']);

    execFileSync('mount', ['-o', 'remount,size=200m', disk]);
    const database = await openDatabase(place);
    const { rows } = await database.pool.query('select digest from refinery.traces');
    expect(rows.length).toBeGreaterThan(0);
    for (const { digest } of rows) expect(await traceStore(database).get('w', digest)).toBeDefined();
    await database.close();
  });

  it('PGlite does not start in too little room', { timeout: 60_000 }, async () => {
    const dataDir = await smallDisk(10);
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({ kind: 'disk-full' });
    await rm(join(dataDir, 'database.unfinished'), { recursive: true, force: true });
  });

  if (noPostgres === undefined)
    it('PostgreSQL says so', { timeout: 90_000 }, async () => {
      const disk = await smallDisk(90);
      const databaseUrl = await startPostgres(join(disk, 'cluster'));
      const filler = inOtherProcess('fill-store.ts', { databaseUrl, dataDir: disk });
      expect(await filler.ended).toBe(0);
      expect(filler.lines()).toContain('refused disk-full');
      await stopPostgres(join(disk, 'cluster'), 'SIGKILL');
    });
});
