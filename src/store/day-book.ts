import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CallCost, DayBook } from '../ports.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';

/** How long what a killed process had set aside still counts; while the process lives it is renewed. */
const HELD_MS = 3 * 60_000;
/** Older rows count in no day any more. */
const KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * Whoever sets something aside under a limit does so alone in its workspace, so that of two calls that both fit alone
 * the second sees the first. In the database's own time, for the clocks of processes differ.
 */
export function dayBook({ tables }: Pick<Database, 'tables'>, heldMs: number = HELD_MS): DayBook {
  let sweptMs = Number.NEGATIVE_INFINITY;
  const sweep = async (workspace: string, sinceMs: number) => {
    if (sweptMs >= sinceMs) return;
    sweptMs = sinceMs;
    const oldMs = sinceMs - KEPT_MS;
    await tables.deleteFrom('paid_calls').where('workspace', '=', workspace).where('at_ms', '<', oldMs).execute();
  };
  const until = sql`clock_timestamp() + ${heldMs}::float8 * interval '1 millisecond'`;
  const renew = (id: string) =>
    sql`update refinery.paid_calls set held_until = ${until} where id = ${id} and held_until is not null`.execute(
      tables,
    );

  return {
    async setAside(workspace, { usd, tokens }, { cap, sinceMs, atMs }) {
      const id = randomUUID();
      const isLimited = cap.usd !== null || cap.tokens !== null;
      const noted = await onStore(async () => {
        await sweep(workspace, sinceMs);
        return tables.transaction().execute(async (inTransaction) => {
          if (isLimited)
            await sql`select pg_advisory_xact_lock(hashtextextended('refinery/day/' || ${workspace}::text, 0))`.execute(
              inTransaction,
            );
          const { rows } = await sql<{ id: string }>`
            insert into refinery.paid_calls (id, workspace, at_ms, usd, tokens, held_until)
            select ${id}::uuid, ${workspace}, ${atMs}::float8, ${usd}::float8, ${tokens}::float8, ${until}
            from (${paidSince(workspace, sinceMs)}) as paid
            where (${cap.usd}::float8 is null or paid.usd + coalesce(${usd}::float8, 0) <= ${cap.usd}::float8)
              and (${cap.tokens}::float8 is null or paid.tokens + ${tokens}::float8 <= ${cap.tokens}::float8)
            returning id`.execute(inTransaction);
          return rows.length > 0;
        });
      });
      if (!noted) return undefined;

      // While the store is away it ends, as that of a killed process does.
      const renewing = setInterval(() => void renew(id).catch(() => {}), heldMs / 3).unref();
      const end = (run: () => Promise<unknown>) => {
        clearInterval(renewing);
        return onStore(async () => void (await run()));
      };
      const paid = ({ usd: cost, tokens: used }: CallCost) =>
        tables
          .updateTable('paid_calls')
          .set({ usd: cost, tokens: used, held_until: null })
          .where('id', '=', id)
          .execute();
      return {
        paid: (cost) => end(() => paid(cost)),
        giveBack: () => end(() => tables.deleteFrom('paid_calls').where('id', '=', id).execute()),
      };
    },

    paidSince: (workspace, sinceMs) =>
      onStore(async () => {
        const { rows } = await sql<{ usd: number; tokens: number }>`${paidSince(workspace, sinceMs)}`.execute(tables);
        return rows[0] ?? { usd: 0, tokens: 0 };
      }),
  };
}

const paidSince = (workspace: string, sinceMs: number) => sql`
  select coalesce(sum(usd), 0)::float8 as usd, coalesce(sum(tokens), 0)::float8 as tokens
  from refinery.paid_calls
  where workspace = ${workspace} and at_ms >= ${sinceMs}::float8
    and (held_until is null or held_until > clock_timestamp())`;
