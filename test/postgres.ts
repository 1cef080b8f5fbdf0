import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { once } from './once.ts';
import { POSTGRES_PROGRAMS, startPostgres, withClient } from './postgres-server.ts';

/** Why tests on PostgreSQL can't run here, and how to change that; `undefined` when they can. */
export const noPostgres =
  process.env.TEST_DATABASE_URL || POSTGRES_PROGRAMS
    ? undefined
    : 'Tests on PostgreSQL are skipped: install the package postgresql, or set TEST_DATABASE_URL.';

/** The URL of an empty database, another one each time. */
export async function freshDatabase(): Promise<string> {
  const server = process.env.TEST_DATABASE_URL ?? (await sharedServer());
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withClient(server, (client) => client.query(`create database ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** One for all test files of a run; `global-setup.ts` stops it. */
async function sharedServer(): Promise<string> {
  const folder = await once(inject('sharedFolder'), 'postgres', async (place) => {
    await startPostgres(place);
  });
  return readFile(join(folder, 'url'), 'utf8');
}
