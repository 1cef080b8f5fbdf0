import { type Kysely, sql } from 'kysely';

/** What happened since some time (`store/facts.ts`): times stand in the bodies of facts alone. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create index facts_by_time on refinery.facts (workspace, ((substring(body from '"atMs":(\\d+)'))::float8))`.execute(
    database,
  );
}
