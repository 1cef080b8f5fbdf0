import { type Kysely, sql } from 'kysely';

/** Whatever is said in Slack asks which case its thread belongs to. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`create index facts_of_threads on refinery.facts (workspace, key) where kind = 'threaded'`.execute(database);
}
