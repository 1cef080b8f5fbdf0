import { type Kysely, sql } from 'kysely';

/**
 * What a provider gives for a model in a minute, and how much of it is there: one row for all who share the store, of
 * whatever workspace (`store/shared-bucket.ts`). `name` says nothing of the key but that it is another one.
 *
 * The limits are null until the provider has said them. `tokens` and `requests` are what was there at `filled_at`, less
 * all that wait; after a refusal that time lies ahead. `…_taken` were taken ever: who took them stands there in the
 * row. `gone` are those who left it since somebody waits, each as tokens and requests taken up to it, and its tokens.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table refinery.budgets (
      name text primary key,
      tokens_per_minute float8,
      requests_per_minute float8,
      tokens float8 not null,
      requests float8 not null,
      filled_at timestamptz not null default clock_timestamp(),
      tokens_taken float8 not null default 0,
      requests_taken float8 not null default 0,
      gone jsonb not null default '[]'
    )`.execute(database);
}
