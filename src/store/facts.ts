import { type Kysely, sql } from 'kysely';
import { CaseId, type CaseKey } from '../domain/case.ts';
import { type Fact, FactBody, type NewFact } from '../domain/fact.ts';
import type { FactStore } from '../ports.ts';
import { tombstoneOf } from '../refine/case/erase.ts';
import { chain } from '../refine/case/hash-chain.ts';
import { auditCases } from './audit-cases.ts';
import { knownFact, toFact, toFacts, toRow } from './fact-row.ts';
import { knownCases } from './known-cases.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';
import type { Tables } from './tables.ts';

/** The key of a case's first fact. The request that opened it is told apart in `cases`. */
const OPENED = 'opened';

export function factStore({ tables }: Pick<Database, 'tables'>): FactStore {
  const known = knownCases(tables);
  return {
    open: (workspace, requestKey, body) => onStore(() => openCase(tables, workspace, requestKey, body)),
    append: (at, expectedSeq, fact) => onStore(() => append(tables, at, expectedSeq, fact)),
    read: (at) => onStore(() => known.read(at)),
    list: (workspace, limit) => onStore(() => known.list(workspace, limit)),
    threaded: (workspace, key) => onStore(() => threadedAs(tables, workspace, key)),
    since: (workspace, atMs) => onStore(() => factsSince(tables, workspace, atMs)),
    stopped: (workspace, ids) => onStore(() => stoppedOf(tables, workspace, ids)),
    erase: (at) => onStore(() => eraseFacts(tables, at)),
    verify: (workspace) => onStore(() => auditCases(tables, workspace)),
  };
}

/**
 * The next free number goes to whoever inserts it first; the others wait for
 * that transaction and then take the one after. So numbers have no gaps.
 */
async function openCase(
  tables: Kysely<Tables>,
  workspace: string,
  requestKey: string,
  body: FactBody & { kind: 'opened' },
): Promise<CaseId> {
  refuseUnstorable(workspace, requestKey);
  return tables.transaction().execute(async (inTransaction) => {
    const cases = () => inTransaction.selectFrom('cases').where('workspace', '=', workspace);
    for (;;) {
      const known = await cases().where('request_key', '=', requestKey).select('case').executeTakeFirst();
      if (known) return CaseId.parse(known.case);

      const last = await cases()
        .select(({ fn }) => fn.max('number').as('number'))
        .executeTakeFirst();
      const number = (last?.number ?? 0) + 1;
      const id = CaseId.parse(`RF-${number}`);
      const added = await inTransaction
        .insertInto('cases')
        .values({ workspace, number, case: id, request_key: requestKey })
        .onConflict((conflict) => conflict.doNothing())
        .returning('case')
        .executeTakeFirst();
      if (!added) continue;

      const opened = chain(undefined, { workspace, id }, { revision: 1, key: OPENED, body: FactBody.parse(body) });
      await inTransaction.insertInto('facts').values(toRow(opened)).execute();
      return id;
    }
  });
}

/** A look and an insert that the unique keys decide; what is there is never changed, so no transaction is needed. */
async function append(
  tables: Kysely<Tables>,
  at: CaseKey,
  expectedSeq: number,
  { revision, key, body }: NewFact,
): Promise<Readonly<{ fact: Fact }> | 'moved'> {
  refuseUnstorable(at.workspace, key);
  const seen = await factsOf(tables, at)
    .where(({ eb, or }) => or([eb('key', '=', key), eb('seq', '=', expectedSeq)]))
    .execute();
  const standing = seen.find((row) => row.key === key);
  if (standing) return { fact: toFact(standing) };
  const last = seen.find((row) => row.seq === expectedSeq);
  if (!last) return 'moved';

  const fact = chain(toFact(last), at, { revision, key, body: FactBody.parse(body) });
  const added = await tables
    .insertInto('facts')
    .values(toRow(fact))
    .onConflict((conflict) => conflict.doNothing())
    .returning('seq')
    .executeTakeFirst();
  if (added) return { fact };
  const faster = await factsOf(tables, at).where('key', '=', key).executeTakeFirst();
  return faster ? { fact: toFact(faster) } : 'moved';
}

async function threadedAs(tables: Kysely<Tables>, workspace: string, key: string): Promise<CaseId | undefined> {
  const row = await tables
    .selectFrom('facts')
    .where('workspace', '=', workspace)
    .where('kind', '=', 'threaded')
    .where('key', '=', key)
    .select('case')
    .executeTakeFirst();
  return row && CaseId.parse(row.case);
}

/** The body is canonical JSON, so the first `atMs` in it is the fact's own; `migrations/006` has an index on it. */
async function factsSince(tables: Kysely<Tables>, workspace: string, atMs: number): Promise<readonly Fact[]> {
  const rows = await tables
    .selectFrom('facts')
    .where('workspace', '=', workspace)
    .where(sql<number>`(substring(body from '"atMs":(\\d+)'))::float8`, '>=', atMs)
    .selectAll()
    .orderBy('case')
    .orderBy('seq')
    .execute();
  return rows.flatMap((row) => knownFact(row) ?? []);
}

async function stoppedOf(
  tables: Kysely<Tables>,
  workspace: string,
  ids: readonly CaseId[],
): Promise<readonly CaseId[]> {
  if (ids.length === 0) return [];
  const rows = await tables
    .selectFrom('facts')
    .where('workspace', '=', workspace)
    .where('case', 'in', ids)
    .where('kind', '=', 'stopped')
    .select('case')
    .execute();
  return rows.map((row) => CaseId.parse(row.case));
}

/** All or none: the decision covers what is left of all of them. */
async function eraseFacts(tables: Kysely<Tables>, at: CaseKey): Promise<void> {
  const facts = toFacts(at, await factsOf(tables, at).execute());
  const decision = facts.find(({ body }) => body.kind === 'forgotten');
  const left = facts.filter(({ seq, body }) => decision && seq < decision.seq && body.kind !== 'erased');
  await tables.transaction().execute(async (inTransaction) => {
    for (const fact of left) {
      const { kind, body } = toRow({ ...fact, body: tombstoneOf(fact.body) });
      await inTransaction
        .updateTable('facts')
        .set({ kind, body })
        .where('workspace', '=', at.workspace)
        .where('case', '=', at.id)
        .where('seq', '=', fact.seq)
        .execute();
    }
  });
}

function factsOf(tables: Kysely<Tables>, { workspace, id }: CaseKey) {
  return tables
    .selectFrom('facts')
    .where('workspace', '=', workspace)
    .where('case', '=', id)
    .selectAll()
    .orderBy('seq');
}

/** PostgreSQL takes neither NUL nor half surrogate pairs, and would store something else than was hashed. */
function refuseUnstorable(...keys: readonly string[]): void {
  const unstorable = keys.find((key) => key.includes('\0') || !key.isWellFormed());
  if (unstorable !== undefined) throw new TypeError(`not a key: ${JSON.stringify(unstorable)}`);
}
