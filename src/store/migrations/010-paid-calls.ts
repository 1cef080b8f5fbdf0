import { type Kysely, sql } from 'kysely';

/**
 * What models are paid, call by call, so that a day's limit holds for all processes at once (`store/day-book.ts`). `usd`
 * is null where no price is known. A row with `held_until` is set aside for a call under way, and counts until then.
 * Nothing in it says which case it was for.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table refinery.paid_calls (
      id uuid primary key,
      workspace text not null,
      at_ms float8 not null,
      usd float8,
      tokens float8 not null,
      held_until timestamptz
    )`.execute(database);
  await sql`create index paid_calls_by_time on refinery.paid_calls (workspace, at_ms)`.execute(database);
}
