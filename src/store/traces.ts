import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { CaseKey } from '../domain/case.ts';
import type { Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { SafeTrace } from '../domain/trace.ts';
import type { TraceStore } from '../ports.ts';
import { canonicalJson } from '../refine/case/canonical-json.ts';
import { digestOfBytes } from '../refine/case/digest.ts';
import type { Database } from './open-database.ts';
import { RECENT_TRACES } from './recent-traces.ts';
import { onStore } from './store-error.ts';
import type { Tables } from './tables.ts';

/** Traces repeat themselves: level 1 already makes them a fifth, in a quarter of the default's time. */
const FAST = { level: constants.Z_BEST_SPEED };
/** No trace comes near this; a row that claims to is no trace. */
const MOST_BYTES = 1 << 30;

const squeeze = promisify(gzip);
const unsqueeze = promisify(gunzip);

/** Each trace is kept once for its workspace, as canonical JSON under the digest of that text, so that a changed row is noticed. */
export function traceStore({ tables }: Pick<Database, 'tables'>): TraceStore {
  return {
    put: (workspace, trace) =>
      onStore(async () => {
        const text = canonicalJson(trace);
        const digest = digestOfBytes(text);
        const bytes = await squeeze(text, FAST);
        await tables
          .insertInto('traces')
          .values({ workspace, digest, bytes })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        return digest;
      }),

    get: (workspace, digest) =>
      onStore(async () => {
        const row = await tables
          .selectFrom('traces')
          .where('workspace', '=', workspace)
          .where('digest', '=', digest)
          .select('bytes')
          .executeTakeFirst();
        return row && parseTrace(await textOf(row.bytes, digest), digest);
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

async function textOf(bytes: Uint8Array, digest: Digest): Promise<string> {
  try {
    return (await unsqueeze(bytes, { maxOutputLength: MOST_BYTES })).toString();
  } catch (cause) {
    throw damaged(digest, cause);
  }
}

/** The digest vouches that this is the text of a `SafeTrace` that `put` was given. */
function parseTrace(text: string, digest: Digest): SafeTrace {
  if (digestOfBytes(text) !== digest) throw damaged(digest);
  return JSON.parse(text);
}

function damaged(digest: Digest, cause?: unknown): RefineryError {
  return new RefineryError('store-damaged', `trace ${digest} was changed`, { cause });
}
