import { type Kysely, sql } from 'kysely';

/**
 * The facts of all cases, the traces they speak of, and a cache.
 *
 * `facts.body` is canonical JSON as text: jsonb and raw text both refuse NUL and
 * half surrogate pairs, which traces do hold; as JSON both are escaped.
 * Facts and cases can be added and nothing else; the database itself says so.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table refinery.cases (
      workspace text not null,
      number integer not null check (number > 0),
      "case" text not null,
      request_key text not null,
      primary key (workspace, number),
      unique (workspace, "case"),
      unique (workspace, request_key)
    )`.execute(database);
  await sql`
    create table refinery.facts (
      workspace text not null,
      "case" text not null,
      seq integer not null check (seq > 0),
      revision integer not null,
      key text not null,
      kind text not null,
      body text not null,
      prev text not null,
      hash text not null,
      primary key (workspace, "case", seq),
      unique (workspace, "case", key),
      foreign key (workspace, "case") references refinery.cases (workspace, "case")
    )`.execute(database);
  await sql`
    create table refinery.traces (
      workspace text not null,
      digest text not null,
      bytes bytea not null,
      primary key (workspace, digest)
    )`.execute(database);
  await sql`alter table refinery.traces alter column bytes set storage external`.execute(database);
  await sql`
    create table refinery.cache (
      workspace text not null,
      namespace text not null,
      key text not null,
      value text not null,
      expires_at_ms bigint,
      primary key (workspace, namespace, key)
    )`.execute(database);
  await sql`create index cache_expiry on refinery.cache (expires_at_ms)`.execute(database);

  await sql`
    create function refinery.refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'rows of refinery.% are only ever added', tg_table_name using errcode = 'integrity_constraint_violation';
    end $$`.execute(database);
  for (const table of ['cases', 'facts']) {
    await sql`
      create trigger append_only before update or delete or truncate on ${sql.id('refinery', table)}
      for each statement execute function refinery.refuse_change()`.execute(database);
  }
}
