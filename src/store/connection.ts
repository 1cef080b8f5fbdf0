import type { Pool } from 'pg';

/** A way into a database, and how to close it with all that is behind it. */
export type Connection = Readonly<{ pool: Pool; close(): Promise<void> }>;

/**
 * A connection that breaks fails whatever is asked of it, and the pool makes a
 * new one. Besides, it emits `error`, idle or not; unheard, that would end the process.
 */
export function surviveBreaks(pool: Pool): void {
  const ignore = () => {};
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
}
