import { z } from 'zod';
import { Answerer } from '../domain/diagnosis.ts';
import type { Digest } from '../domain/digest.ts';
import type { PaidAnswers } from '../ports.ts';
import { cache } from './cache.ts';
import type { Database } from './open-database.ts';

/** Longer than a model is down, or a weekend. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** As long as providers keep what was thought in the background. */
const BEGUN_MS = 24 * 60 * 60 * 1_000;

const Kept = z.object({ text: z.string(), answerer: Answerer });

/** On a shelf for each case, so that a case can be forgotten whole. */
export function paidAnswers(database: Pick<Database, 'tables'>): PaidAnswers {
  return {
    async once({ workspace, id }, about, ask) {
      const shelf = cache(database, workspace, `answers/${id}`);
      const known = Kept.safeParse(await shelf.get(about));
      if (known.success) return known.data;
      const fresh = await ask();
      await shelf.set(about, fresh, KEPT_MS);
      return fresh;
    },

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
