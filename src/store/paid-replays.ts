import { Replay } from '../domain/verdict.ts';
import type { PaidReplays } from '../ports.ts';
import { cache } from './cache.ts';
import type { Database } from './open-database.ts';

/** Longer than a model is down, or a weekend. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** On a shelf for each case, so that a case can be forgotten whole. */
export function paidReplays(database: Pick<Database, 'tables'>): PaidReplays {
  return {
    async once({ workspace, id }, about, replay) {
      const shelf = cache(database, workspace, `replays/${id}`);
      const known = Replay.safeParse(await shelf.get(about));
      if (known.success) return known.data;
      const fresh = await replay();
      if (fresh.passed !== null) await shelf.set(about, fresh, KEPT_MS);
      return fresh;
    },
  };
}
