import { sql } from 'kysely';
import { z } from 'zod';
import { BURST, MINUTE_MS, type PerMinute } from './minute-budget.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';

/** What one process does to a bucket at once, in this order: says what it heard, gives back, takes. */
export type Change = Readonly<{
  /** Limits, and how much the provider says is left; `null` where it has not said. */
  said: Readonly<{ tokensPerMinute: number | null; requestsPerMinute: number | null; tokensLeft: number | null }>;
  /** Nothing begins before that time is over, and nothing is refilled. */
  closedMs: number;
  /** Tokens of calls that are over and took less; less than 0 when they took more. */
  back: number;
  /** Those who leave the row. */
  gone: readonly Place[];
  take: Readonly<{ tokens: number; requests: number }>;
}>;

export const NOTHING: Change = {
  said: { tokensPerMinute: null, requestsPerMinute: null, tokensLeft: null },
  closedMs: 0,
  back: 0,
  gone: [],
  take: { tokens: 0, requests: 0 },
};

/** Where somebody stands in the row: what was taken ever, up to and with its own `size` tokens. */
export type Place = Readonly<{ tokens: number; requests: number; size: number }>;

const StoredPlace = z
  .tuple([z.number(), z.number(), z.number()])
  .transform(([tokens, requests, size]): Place => ({ tokens, requests, size }));

/** A bucket after a change. `tokens` and `requests` are less than 0 while somebody waits for them. */
export type Level = Readonly<{
  tokens: number;
  requests: number;
  perMinute: PerMinute;
  closedMs: number;
  taken: PerMinute;
  gone: readonly Place[];
}>;

/** How a bucket is changed, by whatever process. @throws RefineryError store-unavailable, disk-full */
export type SharedBucket = (change: Change) => Promise<Level>;

type Row = Readonly<{
  tokens: number;
  requests: number;
  tokens_per_minute: number;
  requests_per_minute: number;
  closed_ms: number;
  tokens_taken: number;
  requests_taken: number;
  gone: unknown;
}>;

/** @param usual what is assumed while the provider has not said otherwise */
export function sharedBucket({ tables }: Pick<Database, 'tables'>, name: string, usual: PerMinute): SharedBucket {
  let made: Promise<unknown> | undefined;
  const make = () =>
    sql`insert into refinery.budgets (name, tokens, requests)
      values (${name}, ${usual.tokens * BURST}, ${Math.max(1, usual.requests * BURST)})
      on conflict do nothing`.execute(tables);

  return ({ said, closedMs, back, gone, take }) =>
    onStore(async () => {
      made ??= make().catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      await made;
      // One statement, in the database's own time. Of those that come at once each is computed on what the one before
      // has left: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED
      const { rows } = await sql<Row>`
        update refinery.budgets as b set
          (tokens_per_minute, requests_per_minute, tokens, requests, filled_at, tokens_taken, requests_taken, gone) = (
            select
              coalesce(${said.tokensPerMinute}::float8, b.tokens_per_minute),
              coalesce(${said.requestsPerMinute}::float8, b.requests_per_minute),
              least(full_of.tokens, least(filled.tokens, ${said.tokensLeft}::float8) + ${back + sizeOf(gone)}::float8)
                - ${take.tokens}::float8,
              least(full_of.requests, filled.requests + ${gone.length}::float8) - ${take.requests}::float8,
              greatest(b.filled_at, clock.now + ${closedMs}::float8 * interval '1 millisecond'),
              b.tokens_taken + ${take.tokens}::float8,
              b.requests_taken + ${take.requests}::float8,
              case when filled.tokens >= 0 and filled.requests >= 0 then '[]' else b.gone end
                || ${JSON.stringify(gone.map(({ tokens, requests, size }) => [tokens, requests, size]))}::jsonb
            from (select clock_timestamp() as now) as clock,
              lateral (select greatest(0, extract(epoch from clock.now - b.filled_at)::float8) / ${MINUTE_MS / 1_000}::float8 as minutes) as since,
              lateral (select
                coalesce(b.tokens_per_minute, ${usual.tokens}::float8) as tokens,
                coalesce(b.requests_per_minute, ${usual.requests}::float8) as requests
              ) as per_minute,
              lateral (select
                per_minute.tokens * ${BURST}::float8 as tokens,
                greatest(1, per_minute.requests * ${BURST}::float8) as requests
              ) as full_of,
              lateral (select
                least(full_of.tokens, b.tokens + since.minutes * per_minute.tokens) as tokens,
                least(full_of.requests, b.requests + since.minutes * per_minute.requests) as requests
              ) as filled
          )
        where name = ${name}
        returning tokens, requests, tokens_taken, requests_taken, gone,
          coalesce(tokens_per_minute, ${usual.tokens}::float8) as tokens_per_minute,
          coalesce(requests_per_minute, ${usual.requests}::float8) as requests_per_minute,
          greatest(0, extract(epoch from filled_at - clock_timestamp())::float8 * 1000) as closed_ms`.execute(tables);
      const [row] = rows;
      if (!row) throw new Error(`the budget of ${name} is gone`);
      return {
        tokens: row.tokens,
        requests: row.requests,
        perMinute: { tokens: row.tokens_per_minute, requests: row.requests_per_minute },
        closedMs: row.closed_ms,
        taken: { tokens: row.tokens_taken, requests: row.requests_taken },
        gone: z.array(StoredPlace).parse(row.gone),
      };
    });
}

const sizeOf = (places: readonly Place[]): number => places.reduce((sum, { size }) => sum + size, 0);
