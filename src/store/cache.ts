import { EventEmitter } from 'node:events';
import { Keyv, keyvStorageCapability } from 'keyv';
import type { Kysely } from 'kysely';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';
import type { Tables } from './tables.ts';

type Shelf = Readonly<{ workspace: string; namespace: string }>;
type Entry = Readonly<{ key: string; value: unknown; expires?: number | undefined }>;

/**
 * What may be forgotten, kept in the database that is there anyway. Give `set` a
 * time to live, or the row stays for good. All throw store-unavailable, disk-full.
 */
export function cache({ tables }: Pick<Database, 'tables'>, workspace: string, namespace: string): Keyv {
  return new Keyv({ store: keyvStorage(tables, { workspace, namespace }) });
}

/** The keys of a shelf that have not expired. @throws RefineryError store-unavailable */
export async function keysOf(
  { tables }: Pick<Database, 'tables'>,
  workspace: string,
  namespace: string,
): Promise<readonly string[]> {
  const rows = await onStore(() => unexpired(tables, { workspace, namespace }).select('key').execute());
  return rows.map(({ key }) => key);
}

/** The released SQL adapters of Keyv ask for an older Keyv; this one is for 6.1, which hands in text and the time when it expires. */
function keyvStorage(tables: Kysely<Tables>, shelf: Shelf) {
  const found = async (keys: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (keys.length === 0) return new Map();
    const rows = await onStore(() => living(tables, shelf, keys).execute());
    return new Map(rows.map(({ key, value }) => [key, value]));
  };
  const remove = async (keys: readonly string[]): Promise<ReadonlySet<string>> => {
    if (keys.length === 0) return new Set();
    const rows = await onStore(() => onShelf(tables, shelf).where('key', 'in', keys).returning('key').execute());
    return new Set(rows.map(({ key }) => key));
  };

  // Keyv takes only what is written as an async function for a storage.
  const storage = Object.assign(new EventEmitter(), {
    async get(key: string) {
      return (await found([key])).get(key);
    },
    async getMany(keys: string[]) {
      const values = await found(keys);
      return keys.map((key) => values.get(key));
    },
    async has(key: string) {
      return (await found([key])).has(key);
    },
    async hasMany(keys: string[]) {
      const values = await found(keys);
      return keys.map((key) => values.has(key));
    },
    async set(key: string, value: unknown, expires?: number) {
      await onStore(() => put(tables, shelf, [{ key, value, expires }]));
      return true;
    },
    async setMany(entries: Entry[]) {
      await onStore(() => put(tables, shelf, entries));
      return entries.map(() => true);
    },
    async delete(key: string) {
      return (await remove([key])).has(key);
    },
    async deleteMany(keys: string[]) {
      const removed = await remove(keys);
      return keys.map((key) => removed.has(key));
    },
    async clear() {
      await onStore(() => onShelf(tables, shelf).execute());
    },
  });
  return Object.assign(storage, { capabilities: keyvStorageCapability(storage) });
}

/** Writing is also when what has expired on this shelf goes. */
async function put(tables: Kysely<Tables>, shelf: Shelf, entries: readonly Entry[]): Promise<void> {
  // One statement can't touch a row twice: the last word on a key counts.
  const latest = [...new Map(entries.map((entry) => [entry.key, entry])).values()];
  if (latest.length === 0) return;
  const keys = latest.map(({ key }) => key);
  await tables
    .with('expired', () => onShelf(tables, shelf).where('expires_at_ms', '<=', Date.now()).where('key', 'not in', keys))
    .insertInto('cache')
    .values(
      latest.map(({ key, value, expires }) => ({
        ...shelf,
        key,
        value: String(value),
        expires_at_ms: expires ?? null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace', 'namespace', 'key']).doUpdateSet(({ ref }) => ({
        value: ref('excluded.value'),
        expires_at_ms: ref('excluded.expires_at_ms'),
      })),
    )
    .execute();
}

function living(tables: Kysely<Tables>, shelf: Shelf, keys: readonly string[]) {
  return unexpired(tables, shelf).where('key', 'in', keys).select(['key', 'value']);
}

function unexpired(tables: Kysely<Tables>, { workspace, namespace }: Shelf) {
  return tables
    .selectFrom('cache')
    .where('workspace', '=', workspace)
    .where('namespace', '=', namespace)
    .where(({ eb, or }) => or([eb('expires_at_ms', 'is', null), eb('expires_at_ms', '>', Date.now())]));
}

function onShelf(tables: Kysely<Tables>, { workspace, namespace }: Shelf) {
  return tables.deleteFrom('cache').where('workspace', '=', workspace).where('namespace', '=', namespace);
}
