import { constants } from 'node:fs';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { PGlite } from '@electric-sql/pglite';
import { kindOf, RefineryError } from '../domain/errors.ts';
import { type Connection, surviveBreaks } from './connection.ts';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { SessionStream } from './session-stream.ts';
import { type SharedSession, shareSession } from './shared-session.ts';
import { detailOf, isDiskFull } from './store-error.ts';

/** Connections of the pool; they share one session, so this only bounds how many may stand in the queue. */
const CONNECTIONS = 10;
/**
 * V8's optimising compiler takes up to 500 MB and a second of both cores over
 * PostgreSQL's big functions, for work that its baseline code has done by then.
 * The last two follow from the first when a process starts, but not here.
 */
const BASELINE_WASM = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
/** PostgreSQL fills what it shares, 128 MB otherwise, before it answers anybody: half of the start, for a store of a few MB. */
const SMALL = ['-c', 'shared_buffers=16MB'];

/**
 * PGlite under `<dataDir>/database`. It survives kill -9, but does not wait for
 * the disk: a power cut may cost the last facts. PostgreSQL is for production.
 *
 * @throws RefineryError store-busy, data-folder-unusable, disk-full
 */
export async function openEmbedded(dataDir: string): Promise<Connection> {
  const lock = await explained(dataDir, async () => {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
    return lockDirectory(dataDir, thisProcess());
  });
  try {
    const database = await explained(dataDir, () => startDatabase(dataDir));
    return poolOver(database, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Only the program and its first word: what follows may be a customer's text. */
function thisProcess(): string {
  const [, program = '', verb = ''] = process.argv;
  return `process ${process.pid} (${[basename(program), verb].join(' ').trim()})`;
}

/** A first start that is cut short leaves nothing behind that looks like a database. */
async function startDatabase(dataDir: string): Promise<PGlite> {
  for (const flag of BASELINE_WASM) setFlagsFromString(flag);
  const { PGlite } = await import('@electric-sql/pglite');
  const options = { startParams: [...PGlite.defaultStartParams, ...SMALL] };
  const place = join(dataDir, 'database');
  if (!(await isThere(place))) {
    const unfinished = `${place}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    const fresh = await PGlite.create(unfinished, options);
    await fresh.close();
    await rename(unfinished, place);
  }
  return PGlite.create(place, options);
}

async function poolOver(database: PGlite, lock: DirectoryLock): Promise<Connection> {
  const { default: pg } = await import('pg');
  const session = shareSession(database);
  const pool = new pg.Pool({
    user: 'postgres',
    database: 'postgres',
    host: 'embedded',
    max: CONNECTIONS,
    stream: () => new SessionStream(session),
  });
  surviveBreaks(pool);
  return { pool, close: () => close(pool, session, database, lock) };
}

async function close(
  pool: Connection['pool'],
  session: SharedSession,
  database: PGlite,
  lock: DirectoryLock,
): Promise<void> {
  await pool.end();
  // A broken one would never come back from its shutdown; its files are as after kill -9.
  if (!session.isBroken()) await database.close();
  lock.release();
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function explained<Result>(dataDir: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (kindOf(cause) !== undefined) throw cause;
    throw new RefineryError(
      isDiskFull(cause) ? 'disk-full' : 'data-folder-unusable',
      `${dataDir}: ${detailOf(cause)}`,
      { cause },
    );
  }
}
