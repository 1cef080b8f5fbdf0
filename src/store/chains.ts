import type { Kysely } from 'kysely';
import type { FactRow, Tables } from './tables.ts';

/** The facts of several cases in one query, each in order; empty for a case that has none. */
export async function chainsOf(
  tables: Kysely<Tables>,
  workspace: string,
  ids: readonly string[],
): Promise<(id: string) => readonly FactRow[]> {
  const rows = await tables
    .selectFrom('facts')
    .where('workspace', '=', workspace)
    .where('case', 'in', ids)
    .selectAll()
    .orderBy('seq')
    .execute();
  const byCase = Map.groupBy(rows, (row) => row.case);
  return (id) => byCase.get(id) ?? [];
}
