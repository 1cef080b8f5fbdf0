import { z } from 'zod';
import { Answerer } from '../domain/diagnosis.ts';
import type { Digest } from '../domain/digest.ts';
import type { PaidAnswers } from '../ports.ts';
import { cache } from './cache.ts';
import { keptExchanges } from './kept-exchanges.ts';
import type { Database } from './open-database.ts';

/** Longer than a model is down, or a weekend. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** As long as providers keep what was thought in the background. */
const BEGUN_MS = 24 * 60 * 60 * 1_000;

const Kept = z.object({ text: z.string(), answerer: Answerer });

/** On shelves for each case, so that a case can be forgotten whole. */
export function paidAnswers(database: Pick<Database, 'tables'>): PaidAnswers {
  const exchanges = keptExchanges(database, KEPT_MS);
  return {
    async once(at, about, ask) {
      const shelf = cache(database, at.workspace, `answers/${at.id}`);
      const known = Kept.safeParse(await shelf.get(about));
      if (known.success) return known.data;
      const fresh = await ask((exchange) => exchanges.put(at, exchange));
      await shelf.set(about, fresh, KEPT_MS);
      return fresh;
    },
    exchanges: exchanges.list,

    async begun({ workspace, id }, about, begin) {
      const shelf = cache(database, workspace, `answers/${id}`);
      const known = z.string().safeParse(await shelf.get(jobOf(about)));
      if (known.success) return known.data;
      const job = await begin();
      await shelf.set(jobOf(about), job, BEGUN_MS);
      return job;
    },

    async over({ workspace, id }, about) {
      await cache(database, workspace, `answers/${id}`).delete(jobOf(about));
    },
  };
}

const jobOf = (about: Digest): string => `job/${about}`;
