import type { Exclusive } from '../ports.ts';
import { lockSession } from './lock-session.ts';
import type { Database } from './open-database.ts';

/**
 * In one process the pieces of work on a name queue up. Several processes meet on
 * PostgreSQL, where an advisory lock keeps them apart; `kill -9` frees it.
 */
export function exclusive({ pool, kind }: Pick<Database, 'pool' | 'kind'>): Exclusive {
  const inTurn = queues();
  if (kind === 'embedded') return inTurn;
  const underLock = lockSession(pool);
  return (name, work) => inTurn(name, () => underLock(name, work));
}

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
