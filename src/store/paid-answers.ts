import type { Kysely } from 'kysely';
import { z } from 'zod';
import { CaseId, type CaseKey } from '../domain/case.ts';
import { Answerer } from '../domain/diagnosis.ts';
import type { Digest } from '../domain/digest.ts';
import type { PaidAnswer, PaidAnswers } from '../ports.ts';
import { digestOf } from '../refine/case/digest.ts';
import { cache } from './cache.ts';
import { keptExchanges } from './kept-exchanges.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';
import type { Tables } from './tables.ts';

/** Longer than a model is down, or a weekend. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
const SHELF = 'answers/';

/** As long as providers keep what was thought in the background. */
const BEGUN_MS = 24 * 60 * 60 * 1_000;

const Kept = z.object({ text: z.string(), answerer: Answerer });

/** On shelves for each case, so that a case can be forgotten whole: what it takes from another is copied. */
export function paidAnswers(database: Pick<Database, 'tables'>): PaidAnswers {
  const exchanges = keptExchanges(database);
  const shelfOf = ({ workspace, id }: CaseKey) => cache(database, workspace, `${SHELF}${id}`);
  const known = async (at: CaseKey, key: Digest) => Kept.safeParse(await shelfOf(at).get(key)).data;
  const keep = (at: CaseKey, key: Digest, answer: PaidAnswer, keptMs = KEPT_MS) => shelfOf(at).set(key, answer, keptMs);

  /** What the newest other case was answered; taking it makes it live no longer. */
  const taken = async (at: CaseKey, about: Digest): Promise<PaidAnswer | undefined> => {
    const other = await newestWith(database.tables, at.workspace, about);
    const answer = other && (await known(other.at, about));
    if (!answer) return undefined;
    for (const exchange of await exchanges.about(other.at, about))
      await exchanges.put(at, about, exchange, other.leftMs);
    const free = { ...answer, answerer: atNoCost(answer.answerer) };
    await keep(at, about, free, other.leftMs);
    return free;
  };

  return {
    async once(at, about, ask, anew) {
      const key = anew === undefined ? about : digestOf({ about, anew });
      const before = (await known(at, key)) ?? (anew === undefined ? await taken(at, about) : undefined);
      if (before) return before;
      const fresh = await ask((exchange) => exchanges.put(at, about, exchange, KEPT_MS));
      await keep(at, key, fresh);
      // Whoever asks next is content with it.
      if (anew !== undefined) await keep(at, about, fresh);
      return fresh;
    },
    exchanges: exchanges.list,

    async begun(at, about, begin) {
      const shelf = shelfOf(at);
      const known = z.string().safeParse(await shelf.get(jobOf(about)));
      if (known.success) return known.data;
      const job = await begin();
      await shelf.set(jobOf(about), job, BEGUN_MS);
      return job;
    },

    async over(at, about) {
      await shelfOf(at).delete(jobOf(about));
    },
  };
}

const jobOf = (about: Digest): string => `job/${about}`;
/** Nor was who was passed over asked once more. */
function atNoCost({ insteadOf, ...answerer }: Answerer): Answerer {
  const none = { inputTokens: 0, outputTokens: 0 };
  const passedOver = insteadOf && { insteadOf: insteadOf.map((one) => ({ ...one, ...none })) };
  return { ...answerer, ...none, tookMs: 0, known: true, ...passedOver };
}

type Found = Readonly<{ at: CaseKey; leftMs: number }>;

async function newestWith(tables: Kysely<Tables>, workspace: string, about: Digest): Promise<Found | undefined> {
  const nowMs = Date.now();
  const row = await onStore(() =>
    tables
      .selectFrom('cache')
      .select(['namespace', 'expires_at_ms'])
      .where('workspace', '=', workspace)
      .where('key', '=', about)
      .where('namespace', 'like', `${SHELF}%`)
      .where('expires_at_ms', '>', nowMs)
      .orderBy('expires_at_ms', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  const id = CaseId.safeParse(row?.namespace.slice(SHELF.length)).data;
  return row && id && { at: { workspace, id }, leftMs: Number(row.expires_at_ms) - nowMs };
}
