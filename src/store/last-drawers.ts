import type { Keyv } from 'keyv';
import type { LastDrawers } from '../ports.ts';
import { cache } from './cache.ts';
import type { Database } from './open-database.ts';

const LASTS_MS = 30 * 24 * 3_600_000;

/**
 * Taken before anything is drawn: whoever dies over it has left a mark that is nobody else's.
 *
 * @param us names this process among all that ever open this store
 */
export function lastDrawers(database: Pick<Database, 'tables'>, us: string): LastDrawers {
  const shelves = new Map<string, Keyv>();
  const shelfOf = (workspace: string): Keyv => {
    const shelf = shelves.get(workspace) ?? cache(database, workspace, 'last-drawers');
    shelves.set(workspace, shelf);
    return shelf;
  };
  return {
    async take({ workspace, id }) {
      const shelf = shelfOf(workspace);
      const before = await shelf.get(id);
      if (before === us) return 'us';
      await shelf.set(id, us, LASTS_MS);
      return before === undefined ? 'nobody' : 'others';
    },
  };
}
