import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

const ANSWER_PATIENCE_MS = 10_000;
/** So that the server lets go of a machine that vanished within half a minute, not two hours. */
const NOTICE_VANISHED_CLIENT = `
  select set_config('tcp_keepalives_idle', '10', false),
         set_config('tcp_keepalives_interval', '5', false),
         set_config('tcp_keepalives_count', '3', false)`;
const LOCK = `hashtextextended('refinery/executor/' || $1, 0)`;

/**
 * That this process lives, as the others see it: an advisory lock named after
 * it, held by a connection of its own. Whoever gets that lock knows that the
 * connection is gone, and the process with it. (A pooler that shares sessions
 * between clients would break this: connect to PostgreSQL itself.)
 */
export type Presence = Readonly<{
  /** Runs the work if that process is gone, and lets nobody else do so meanwhile. */
  ifGone(executor: string, work: () => Promise<void>): Promise<void>;
  /** Asks the connection for a sign of life; without one `onLost` is called. */
  check(): Promise<void>;
  leave(): void;
}>;

/** @param onLost called once, when the lock may be gone: others may then take this process's work over, so it must stop */
export async function announce(pool: Pool, executor: string, onLost: (why: string) => void): Promise<Presence> {
  const connection = await pool.connect();
  let isOver = false;
  const leave = () => {
    if (!isOver) connection.release(true);
    isOver = true;
  };
  const lose = (why: string) => {
    if (isOver) return;
    leave();
    onLost(why);
  };
  try {
    await connection.query(NOTICE_VANISHED_CLIENT);
    await connection.query(`select pg_advisory_lock(${LOCK})`, [executor]);
  } catch (error) {
    leave();
    throw error;
  }
  connection.on('error', ({ message }) => lose(message));
  connection.on('end', () => lose('it was closed'));

  return {
    async ifGone(peer, work) {
      const { rows } = await connection.query<{ gone: boolean }>(`select pg_try_advisory_lock(${LOCK}) as gone`, [
        peer,
      ]);
      if (!rows[0]?.gone) return;
      try {
        await work();
      } finally {
        await connection.query(`select pg_advisory_unlock(${LOCK})`, [peer]);
      }
    },
    async check() {
      const answered = connection.query('select 1').then(
        () => true,
        () => false,
      );
      const alive = await Promise.race([answered, sleep(ANSWER_PATIENCE_MS, false, { ref: false })]);
      if (!alive) lose('it does not answer');
    },
    leave,
  };
}
