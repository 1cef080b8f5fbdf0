import { type Kysely, sql } from 'kysely';

/**
 * What is done for a case at some later time, and maybe again after it (`store/due-rows.ts`). `at_ms` is when; while a
 * process is at it, when others may take it up. `turn` counts how often it was taken. `about` names what it is known by
 * from outside. `memo` is JSON that whoever takes it leaves for the next one.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table refinery.due (
      workspace text not null,
      "case" text not null,
      chapter text not null,
      at_ms float8 not null,
      turn integer not null default 0,
      about text[] not null,
      memo text not null default 'null',
      primary key (workspace, "case", chapter)
    )`.execute(database);
  await sql`create index due_by_time on refinery.due (workspace, chapter, at_ms)`.execute(database);
}
