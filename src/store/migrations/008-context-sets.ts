import { type Kysely, sql } from 'kysely';

/** Which files the cases of a project work on, and who said so. Like bindings, sets can be added and nothing else. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table refinery.context_sets (
      workspace text not null,
      repo text not null,
      project text not null,
      version integer not null check (version > 0),
      body text not null,
      primary key (workspace, repo, project, version)
    )`.execute(database);
  await sql`
    create trigger append_only before update or delete or truncate on refinery.context_sets
    for each statement execute function refinery.refuse_change()`.execute(database);
}
