import type { Kysely } from 'kysely';
import type { Connection } from './connection.ts';
import { openEmbedded } from './open-embedded.ts';
import { openPostgres } from './open-postgres.ts';
import type { Tables } from './tables.ts';

/** One pool for all: `tables` and the workflow engine use it too. */
export type Database = Connection & Readonly<{ tables: Kysely<Tables>; kind: 'postgres' | 'embedded' }>;

/**
 * One code path, two stores: PostgreSQL where `databaseUrl` names one, else
 * PGlite, PostgreSQL in this very process, in `dataDir`. The tables are there
 * and up to date when this resolves.
 *
 * @throws RefineryError store-unavailable, store-busy, data-folder-unusable, disk-full, config-invalid
 */
export async function openDatabase(
  options: Readonly<{ databaseUrl?: string | undefined; dataDir: string }>,
): Promise<Database> {
  const { databaseUrl, dataDir } = options;
  const [connection, { Kysely, PostgresDialect }, { migrate }] = await Promise.all([
    databaseUrl === undefined ? openEmbedded(dataDir) : openPostgres(databaseUrl),
    import('kysely'),
    import('./migrate.ts'),
  ]);
  const { pool, close } = connection;
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(pool, database);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pool,
    close,
    tables: database.withSchema('refinery'),
    kind: databaseUrl === undefined ? 'embedded' : 'postgres',
  };
}
