import { setTimeout as sleep } from 'node:timers/promises';
import type { Exclusive } from '../ports.ts';
import { digestOfBytes } from '../refine/digest.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';

const ASK_AGAIN_MS = 50;
const LOCK = `hashtextextended('refinery/exclusive/' || $1, 0)`;
/** On PostgreSQL each piece of work holds a connection; the rest of the pool is for everybody else. */
const LANES = 4;

/**
 * In one process the pieces of work on a name queue up. Several processes meet on
 * PostgreSQL, where an advisory lock keeps them apart; `kill -9` frees it.
 */
export function exclusive({ pool, kind }: Pick<Database, 'pool' | 'kind'>): Exclusive {
  const inTurn = queues();
  if (kind === 'embedded') return inTurn;

  const underLock = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const client = await onStore(() => pool.connect());
    const broken = Promise.withResolvers<never>();
    client.once('error', broken.reject);
    broken.promise.catch(() => {});
    let isSound = false;
    try {
      const ask = () => client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${LOCK}) as mine`, [name]);
      while (!(await onStore(ask)).rows[0]?.mine) await sleep(ASK_AGAIN_MS);
      const result = await Promise.race([work(), onStore(() => broken.promise)]);
      await client.query(`select pg_advisory_unlock(${LOCK})`, [name]);
      isSound = true;
      return result;
    } finally {
      // A connection that may still hold the lock is closed, not given back.
      client.release(!isSound);
    }
  };
  return (name, work) => inTurn(laneOf(name), () => underLock(name, work));
}

const laneOf = (name: string): string => String(Number.parseInt(digestOfBytes(name).slice(0, 4), 16) % LANES);

/** First come, first served, for each name; a failure holds nobody up. */
function queues(): Exclusive {
  const last = new Map<string, Promise<void>>();
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work);
    const settled = mine
      .then(
        () => {},
        () => {},
      )
      .then(() => {
        if (last.get(name) === settled) last.delete(name);
      });
    last.set(name, settled);
    return mine;
  };
}
