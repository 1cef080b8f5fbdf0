import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, inject } from 'vitest';
import { openDatabase } from '../src/store/open-database.ts';
import { once } from './once.ts';
import { freshDatabase, noPostgres } from './postgres.ts';

/** Where a store is, as `openDatabase` is told; a child process can be told too. */
export type StorePlace = Readonly<{ databaseUrl?: string; dataDir: string }>;

/** Runs a suite on each store. `fresh` gives an empty one, with its tables. */
export function onEachStore(name: string, suite: (fresh: () => Promise<StorePlace>) => void): void {
  describe(`${name} on PGlite`, () => suite(freshEmbedded));
  if (noPostgres) console.warn(noPostgres);
  describe.skipIf(noPostgres !== undefined)(`${name} on PostgreSQL`, () => suite(freshPostgres));
}

export async function freshPostgres(): Promise<StorePlace> {
  return { databaseUrl: await freshDatabase(), dataDir: await freshFolder() };
}

export async function freshEmbedded(): Promise<StorePlace> {
  return { dataDir: await emptyStore(await freshFolder()) };
}

/**
 * An embedded store under this data folder, which is returned; empty, unless there was one. The first start of PGlite
 * takes seconds, so it is done once and copied.
 */
export async function emptyStore(dataDir: string): Promise<string> {
  const database = join(dataDir, 'database');
  if (existsSync(database)) return dataDir;
  const template = await once(inject('sharedFolder'), 'embedded', async (made) => {
    await (await openDatabase({ dataDir: made })).close();
  });
  await cp(join(template, 'database'), database, { recursive: true });
  return dataDir;
}

export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(inject('sharedFolder'), 'data-'));
  await chmod(folder, 0o711);
  return folder;
}
