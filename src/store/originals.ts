import type { Kysely } from 'kysely';
import type { Digest } from '../domain/digest.ts';
import type { HiddenValues } from '../domain/redaction.ts';
import type { Originals } from '../ports.ts';
import { canonicalJson } from '../refine/case/canonical-json.ts';
import { withOriginals } from '../refine/text/originals.ts';
import type { Database } from './open-database.ts';
import { type RootKey, rootKeyOf, seal, unseal } from './seal.ts';
import { onStore } from './store-error.ts';
import type { SealedRow, Tables } from './tables.ts';

/** `before` opens what was kept under an older secret, which is then written anew. */
export type Secrets = Readonly<{ secret: string | undefined; before: string | undefined }>;

type Place = Readonly<{ workspace: string; trace: Digest }>;
type Keyring = Readonly<{ current: RootKey; older: RootKey | undefined }>;

/** Why it is so: docs/decisions/014-originals-for-replays-alone.md */
export function originals({ tables }: Pick<Database, 'tables'>, { secret, before }: Secrets): Originals {
  let making: Promise<Keyring> | undefined;
  /** Only once a process, and not before it is needed: it takes a second and 128 MB. */
  const keyring = (secret: string): Promise<Keyring> => {
    making ??= makeKeyring(tables, secret, before).catch((error: unknown) => {
      making = undefined;
      throw error;
    });
    return making;
  };

  return {
    keep: (workspace, trace, values) =>
      onStore(async () => {
        if (secret === undefined || values.size === 0) return;
        const place = { workspace, trace };
        const keys = await keyring(secret);
        const added = await tables
          .insertInto('originals')
          .values({ ...place, ...sealed(values, place, keys) })
          .onConflict((conflict) => conflict.doNothing())
          .returning('trace')
          .executeTakeFirst();
        if (!added) await keepShared(tables, place, values, keys);
      }),

    restore: (call, { workspace, trace, provider }, model) =>
      onStore(async () => {
        if (secret === undefined || provider === null || provider !== model.provider) return undefined;
        const place = { workspace, trace };
        const keys = await keyring(secret);
        const row = await rowAt(tables, place).executeTakeFirst();
        const values = row && opened(row, place, keys);
        if (!row || !values) return undefined;
        if (row.key_id !== keys.current.id) await writeAnew(tables, place, values, keys).execute();
        return { call: withOriginals(call, values), values };
      }),
  };
}

async function makeKeyring(tables: Kysely<Tables>, secret: string, before: string | undefined): Promise<Keyring> {
  const { salt } = await tables
    .selectFrom('salts')
    .where('name', '=', 'originals')
    .select('salt')
    .executeTakeFirstOrThrow();
  const current = await rootKeyOf(secret, salt);
  return { current, older: before === undefined ? undefined : await rootKeyOf(before, salt) };
}

/** Nobody could tell any more which of two values a label stood for. What can't be opened is as if it were not there. */
async function keepShared(tables: Kysely<Tables>, place: Place, values: HiddenValues, keys: Keyring): Promise<void> {
  await tables.transaction().execute(async (inTransaction) => {
    const row = await rowAt(inTransaction, place).forUpdate().executeTakeFirst();
    const kept = row && opened(row, place, keys);
    const shared = kept ? new Map([...kept].filter(([label, value]) => values.get(label) === value)) : values;
    await writeAnew(inTransaction, place, shared, keys).execute();
  });
}

function rowAt(tables: Kysely<Tables>, { workspace, trace }: Place) {
  return tables.selectFrom('originals').where('workspace', '=', workspace).where('trace', '=', trace).selectAll();
}

function writeAnew(tables: Kysely<Tables>, place: Place, values: HiddenValues, keys: Keyring) {
  return tables
    .updateTable('originals')
    .set(sealed(values, place, keys))
    .where('workspace', '=', place.workspace)
    .where('trace', '=', place.trace);
}

function sealed(values: HiddenValues, { workspace, trace }: Place, { current }: Keyring): SealedRow {
  return seal(canonicalJson([...values]), [workspace, trace], current);
}

function opened(row: SealedRow, { workspace, trace }: Place, { current, older }: Keyring): HiddenValues | undefined {
  const about = [workspace, trace];
  const text = unseal(row, about, current) ?? (older && unseal(row, about, older));
  return text === undefined ? undefined : new Map(JSON.parse(text));
}
