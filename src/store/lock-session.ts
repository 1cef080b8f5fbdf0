import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Exclusive } from '../ports.ts';
import { onStore } from './store-error.ts';

const ASK_AGAIN_MS = 50;
const LOCK = `hashtextextended('refinery/exclusive/' || $1, 0)`;

/** `broken` rejects when the session is gone, and its locks with it. */
type Session = { client: PoolClient; broken: Promise<never>; users: number; isSound: boolean; said: Promise<unknown> };

/**
 * Work under an advisory lock of PostgreSQL. One session holds all locks of this process, so that work that takes long
 * takes no connection from anybody. One in which something went wrong is joined by nobody else, and closed instead of
 * given back: it may still hold a lock.
 *
 * A session does not lock itself out: whoever calls has one piece of work on a name under way.
 */
export function lockSession(pool: Pool): Exclusive {
  let current: Promise<Session> | undefined;
  let standing: Session | undefined;

  const open = async (): Promise<Session> => {
    const client = await onStore(() => pool.connect());
    const { promise: broken, reject } = Promise.withResolvers<never>();
    broken.catch(() => {});
    const session: Session = { client, broken, users: 0, isSound: true, said: Promise.resolve() };
    client.once('error', (error) => {
      session.isSound = false;
      reject(error);
    });
    return session;
  };

  /** Of those who come at once, one opens. */
  const join = async (): Promise<Session> => {
    for (;;) {
      current ??= open();
      const joined = current;
      const session = await joined.catch(() => undefined);
      if (session?.isSound && current === joined) {
        session.users += 1;
        standing = session;
        return session;
      }
      if (current === joined) current = undefined;
      // Whoever could not open it says why.
      if (!session) await joined;
    }
  };

  const leave = (session: Session) => {
    session.users -= 1;
    if (session.users > 0) return;
    if (session === standing) {
      current = undefined;
      standing = undefined;
    }
    session.client.release(!session.isSound);
  };

  return async (name, work) => {
    const session = await join();
    const { client, broken } = session;
    // A client of `pg` is asked one thing at a time.
    const say = <Row extends object>(sql: string) => {
      const saying = session.said.then(() => onStore(() => client.query<Row>(sql, [name])));
      session.said = saying.catch(() => {
        session.isSound = false;
      });
      return saying;
    };
    try {
      const ask = () => say<{ mine: boolean }>(`select pg_try_advisory_lock(${LOCK}) as mine`);
      while (!(await ask()).rows[0]?.mine) await sleep(ASK_AGAIN_MS);
      try {
        return await Promise.race([work(), onStore(() => broken)]);
      } finally {
        // What was done stays done, whether or not the lock could be given back in words.
        await say(`select pg_advisory_unlock(${LOCK})`).catch(() => {});
      }
    } finally {
      leave(session);
    }
  };
}
