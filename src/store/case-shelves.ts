import type { CaseKey } from '../domain/case.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';

/** On shelves of their own, named after the case. */
const OF_A_CASE = ['answers', 'sent', 'replays'];
/** Lists hold the first words of many traces, and are made again when they are needed. */
const OF_ALL = ['found-traces'];

/** Erases what was kept of a case beside its facts and traces. Safe to repeat. @throws RefineryError store-unavailable */
export async function clearShelves({ tables }: Pick<Database, 'tables'>, { workspace, id }: CaseKey): Promise<void> {
  const shelves = [...OF_A_CASE.map((shelf) => `${shelf}/${id}`), ...OF_ALL];
  await onStore(() =>
    tables.deleteFrom('cache').where('workspace', '=', workspace).where('namespace', 'in', shelves).execute(),
  );
}
