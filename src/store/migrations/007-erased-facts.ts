import { type Kysely, sql } from 'kysely';

/**
 * A fact may be erased, and nothing else: what it said goes, what holds the chain together stays, and only in a case
 * that somebody has decided to forget (docs/decisions/036-a-forgotten-case-keeps-its-chain.md).
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`drop trigger append_only on refinery.facts`.execute(database);
  await sql`
    create trigger append_only before delete or truncate on refinery.facts
    for each statement execute function refinery.refuse_change()`.execute(database);
  await sql`
    create function refinery.refuse_all_but_erasing() returns trigger language plpgsql as $$
    begin
      if new.kind = 'erased'
        and (new.workspace, new."case", new.seq, new.revision, new.key, new.prev, new.hash)
          = (old.workspace, old."case", old.seq, old.revision, old.key, old.prev, old.hash)
        and exists (
          select from refinery.facts
          where workspace = old.workspace and "case" = old."case" and kind = 'forgotten' and seq > old.seq
        )
      then return new; end if;
      raise exception 'rows of refinery.facts are only ever added' using errcode = 'integrity_constraint_violation';
    end $$`.execute(database);
  await sql`
    create trigger erased_only before update on refinery.facts
    for each row execute function refinery.refuse_all_but_erasing()`.execute(database);
}
