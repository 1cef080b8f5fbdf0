import type { Kysely } from 'kysely';
import type { CaseKey } from '../domain/case.ts';
import type { Digest } from '../domain/digest.ts';
import type { TraceStore } from '../ports.ts';
import type { Database } from './open-database.ts';
import { RECENT_TRACES } from './recent-traces.ts';
import { onStore } from './store-error.ts';
import type { Tables } from './tables.ts';

/** Each trace is kept once for its workspace, under its digest. */
export function traceStore({ tables }: Pick<Database, 'tables'>): TraceStore {
  return {
    put: (workspace, { digest, bytes }) =>
      onStore(async () => {
        await tables
          .insertInto('traces')
          .values({ workspace, digest, bytes })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),

    get: (workspace, digest) =>
      onStore(async () => {
        const row = await tables
          .selectFrom('traces')
          .where('workspace', '=', workspace)
          .where('digest', '=', digest)
          .select('bytes')
          .executeTakeFirst();
        return row && { digest, bytes: row.bytes };
      }),

    forget: (at, digest) => onStore(() => forget(tables, at, digest)),
  };
}

/** What stands behind its labels goes with it (`migrations/004-originals.ts`), and whoever fetched it lately must fetch it again. */
async function forget(
  tables: Kysely<Tables>,
  { workspace, id }: CaseKey,
  digest: Digest,
): Promise<'forgotten' | 'needed'> {
  return tables.transaction().execute(async (inTransaction) => {
    // Facts are canonical JSON: a text in one can't hold these quotes unescaped.
    const needed = await inTransaction
      .selectFrom('facts')
      .where('workspace', '=', workspace)
      .where('kind', '=', 'read')
      .where('case', '!=', id)
      .where('body', 'like', `%"trace":"${digest}"%`)
      .select('case')
      .executeTakeFirst();
    if (needed) return 'needed';
    await inTransaction.deleteFrom('traces').where('workspace', '=', workspace).where('digest', '=', digest).execute();
    await inTransaction
      .deleteFrom('cache')
      .where('workspace', '=', workspace)
      .where('namespace', '=', RECENT_TRACES)
      .where('value', 'like', `%${digest}%`)
      .execute();
    return 'forgotten';
  });
}
