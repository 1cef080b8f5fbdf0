import { type Kysely, sql } from 'kysely';

/**
 * Which project a channel is bound to, and who bound it. Like facts, bindings can
 * be added and nothing else: the one with the highest version holds.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table refinery.bindings (
      workspace text not null,
      channel text not null,
      version integer not null check (version > 0),
      body text not null,
      primary key (workspace, channel, version)
    )`.execute(database);
  await sql`
    create trigger append_only before update or delete or truncate on refinery.bindings
    for each statement execute function refinery.refuse_change()`.execute(database);
}
