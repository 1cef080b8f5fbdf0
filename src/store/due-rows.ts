import { type Kysely, sql } from 'kysely';
import { CaseId, type CaseKey } from '../domain/case.ts';
import type { Json } from '../domain/json.ts';
import type { DueRow, DueRows } from '../ports.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';
import type { Tables } from './tables.ts';

export function dueRows({ tables }: Pick<Database, 'tables'>): DueRows {
  return {
    plan: ({ workspace, id }, chapter, { atMs, about }) =>
      onStore(async () => {
        await sql`
          insert into refinery.due (workspace, "case", chapter, at_ms, about)
          values (${workspace}, ${id}, ${chapter}, ${atMs}, ${about})
          on conflict do nothing`.execute(tables);
      }),

    take: (workspace, chapter, { nowMs, heldUntilMs, limit }) =>
      onStore(async () => {
        // Materialized, lest the limit is applied anew for each row that is compared.
        const { rows } = await sql<Pick<Tables['due'], 'case' | 'turn' | 'memo'>>`
          with taken as materialized (
            select workspace, "case", chapter from refinery.due
            where workspace = ${workspace} and chapter = ${chapter} and at_ms <= ${nowMs}
            order by at_ms limit ${limit} for update skip locked
          )
          update refinery.due set at_ms = ${heldUntilMs}, turn = refinery.due.turn + 1 from taken
          where (due.workspace, due."case", due.chapter) = (taken.workspace, taken."case", taken.chapter)
          returning due."case", due.turn, due.memo`.execute(tables);
        return rows.map(({ case: id, turn, memo }) => ({
          at: { workspace, id: CaseId.parse(id) },
          chapter,
          turn,
          heldUntilMs,
          memo: JSON.parse(memo) as Json,
        }));
      }),

    find: (at, chapter) =>
      onStore(async () => {
        const row = await rowOf(tables, at, chapter).executeTakeFirst();
        return row && { turn: row.turn, memo: JSON.parse(row.memo) as Json };
      }),

    keep: (row, { memo, atMs = row.heldUntilMs, about = null }) =>
      onStore(async () => {
        // Who hastened it meanwhile is heard.
        await sql`
          update refinery.due
          set memo = ${JSON.stringify(memo)},
              about = coalesce(${about}::text[], about),
              at_ms = case when at_ms = ${row.heldUntilMs} then ${atMs}::float8 else at_ms end
          where ${mine(row)}`.execute(tables);
      }),

    drop: (row) =>
      onStore(async () => {
        await sql`delete from refinery.due where ${mine(row)}`.execute(tables);
      }),

    hasten: (workspace, names, nowMs) =>
      onStore(async () => {
        await sql`
          update refinery.due set at_ms = ${nowMs}
          where workspace = ${workspace} and about && ${names}::text[] and at_ms > ${nowMs}`.execute(tables);
      }),
  };
}

const mine = ({ at, chapter, turn }: DueRow) =>
  sql`workspace = ${at.workspace} and "case" = ${at.id} and chapter = ${chapter} and turn = ${turn}`;

function rowOf(tables: Kysely<Tables>, { workspace, id }: CaseKey, chapter: string) {
  return tables
    .selectFrom('due')
    .where('workspace', '=', workspace)
    .where('case', '=', id)
    .where('chapter', '=', chapter)
    .select(['turn', 'memo']);
}
