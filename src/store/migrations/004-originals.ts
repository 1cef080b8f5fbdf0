import { type Kysely, sql } from 'kysely';

/**
 * What stands behind the labels of a trace, encrypted (`store/seal.ts`), for as long as the trace is kept.
 * The salt of the database is no secret; it only makes the same words another key elsewhere.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table refinery.originals (
      workspace text not null,
      trace text not null,
      key_id text not null,
      salt bytea not null,
      nonce bytea not null,
      ciphertext bytea not null,
      tag bytea not null,
      primary key (workspace, trace),
      foreign key (workspace, trace) references refinery.traces (workspace, digest) on delete cascade
    )`.execute(database);
  await sql`create table refinery.salts (name text primary key, salt bytea not null)`.execute(database);
  await sql`
    insert into refinery.salts
    values ('originals', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))`.execute(database);
}
