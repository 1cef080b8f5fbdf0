import { Socket } from 'node:net';
import { RefineryError } from '../domain/errors.ts';
import { type Connection, surviveBreaks } from './connection.ts';
import { onStore, systemCode } from './store-error.ts';

const OLDEST_VERSION = 15;
const CONNECT_PATIENCE_MS = 5_000;
const CONNECTIONS = 10;
const GOODBYE_PATIENCE_MS = 2_000;

/** @throws RefineryError store-unavailable (not there, too old), config-invalid (no such URL) */
export async function openPostgres(databaseUrl: string): Promise<Connection> {
  if (!/^postgres(?:ql)?:\/\//.test(databaseUrl)) throw notAUrl();
  const { default: pg } = await import('pg');
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    stream: () => openSocket(sockets),
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_PATIENCE_MS,
    keepAlive: true,
    application_name: 'refinery',
  });
  surviveBreaks(pool);
  try {
    await onStore(() => refuseOldVersion(pool));
  } catch (error) {
    await pool.end();
    throw systemCode(error) === 'ERR_INVALID_URL' ? notAUrl() : error;
  }
  return { pool, close: () => close(pool, sockets) };
}

function openSocket(sockets: Set<Socket>): Socket {
  const socket = new Socket();
  sockets.add(socket);
  return socket.once('close', () => sockets.delete(socket));
}

/** A server that has fallen silent never says goodbye. */
async function close(pool: Connection['pool'], sockets: ReadonlySet<Socket>): Promise<void> {
  const hangUp = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, GOODBYE_PATIENCE_MS);
  await pool.end();
  clearTimeout(hangUp);
}

async function refuseOldVersion(pool: Connection['pool']): Promise<void> {
  const { rows } = await pool.query<{ server_version: string }>('show server_version');
  const version = rows[0]?.server_version ?? 'unknown';
  if (Number.parseInt(version, 10) >= OLDEST_VERSION) return;
  throw new RefineryError('store-unavailable', `PostgreSQL is ${version}; ${OLDEST_VERSION} or newer is needed`);
}

/** The URL holds a password: neither the detail nor a cause quotes it. */
function notAUrl(): RefineryError {
  return new RefineryError(
    'config-invalid',
    'DATABASE_URL is not of the form postgres://user:password@host:5432/database',
  );
}
