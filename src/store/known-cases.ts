import type { Kysely } from 'kysely';
import { CaseId, type CaseKey } from '../domain/case.ts';
import type { Fact } from '../domain/fact.ts';
import type { CaseLine, FactStore } from '../ports.ts';
import { chain } from '../refine/case/hash-chain.ts';
import { chainsOf } from './chains.ts';
import { damageOf, knownFact, toFact, toFacts } from './fact-row.ts';
import type { FactRow, Tables } from './tables.ts';

/** So many are read at a time: in between, whoever else waits is heard. */
const AT_A_TIME = 25;
/** Of all workspaces together; a case has some 30 KB of facts. */
const MOST_KNOWN = 500;

/**
 * The facts of cases, of which those that were read before are remembered: they are never changed, so a chain that still
 * goes through the last of them has only what follows to be read and checked. A case is read dozens of times on its way,
 * and two hundred of the newest for every Home, list, figure and lesson.
 *
 * What stands in the store decides, always: where the last fact that is known does not stand there as it was, all is read
 * anew. Not remembered is what was forgotten, for its facts are erased after the last of them was added.
 */
export function knownCases(tables: Kysely<Tables>): Pick<FactStore, 'read' | 'list'> {
  const known = new Map<string, readonly Fact[]>();
  const nameOf = ({ workspace, id }: CaseKey) => JSON.stringify([workspace, id]);

  const remember = (at: CaseKey, facts: readonly Fact[]): readonly Fact[] => {
    known.delete(nameOf(at));
    if (facts.length > 0 && !isForgotten(facts)) known.set(nameOf(at), facts);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return facts;
  };
  const headOf = (at: CaseKey) => known.get(nameOf(at))?.at(-1)?.hash;

  return {
    async read(at) {
      const before = known.get(nameOf(at)) ?? [];
      const rows = await rowsFrom(tables, at, before.at(-1)?.seq ?? 1);
      const facts = continued(at, before, rows);
      return remember(at, facts ?? toFacts(at, await rowsFrom(tables, at, 1)));
    },

    async list(workspace, limit) {
      const heads = await headsOf(tables, workspace, limit);
      const moved = heads.filter(({ id, head }) => head === null || headOf({ workspace, id }) !== head);
      const lines = new Map<CaseId, CaseLine>(
        heads.flatMap(({ id }) => {
          const facts = known.get(nameOf({ workspace, id }));
          return facts ? [[id, { id, facts }] as const] : [];
        }),
      );
      for (let from = 0; from < moved.length; from += AT_A_TIME) {
        const ids = moved.slice(from, from + AT_A_TIME).map(({ id }) => id);
        for (const line of await linesOf(tables, workspace, ids)) {
          lines.set(line.id, line);
          remember({ workspace, id: line.id }, 'facts' in line ? line.facts : []);
        }
      }
      return heads.flatMap(({ id }) => lines.get(id) ?? []);
    },
  };
}

const isForgotten = (facts: readonly Fact[]): boolean =>
  facts.some(({ body }) => body.kind === 'forgotten' || body.kind === 'erased');

/**
 * Facts that are known, with those that were added since. `undefined` where all must be read anew.
 *
 * @param rows from the last that is known on
 */
function continued(at: CaseKey, known: readonly Fact[], rows: readonly FactRow[]): readonly Fact[] | undefined {
  const [first, ...later] = rows;
  const last = known.at(-1);
  if (!last) return toFacts(at, rows);
  if (first?.hash !== last.hash) return undefined;
  const facts = [...known];
  for (const row of later) {
    const fact = knownFact(row);
    if (!fact || fact.seq !== row.seq || chain(facts.at(-1), at, fact).hash !== fact.hash) return undefined;
    facts.push(fact);
  }
  return isForgotten(facts) ? undefined : facts;
}

function rowsFrom(tables: Kysely<Tables>, { workspace, id }: CaseKey, seq: number): Promise<readonly FactRow[]> {
  return tables
    .selectFrom('facts')
    .where('workspace', '=', workspace)
    .where('case', '=', id)
    .where('seq', '>=', seq)
    .selectAll()
    .orderBy('seq')
    .execute();
}

/** Newest first; `null` for a case all of whose facts are missing. */
async function headsOf(
  tables: Kysely<Tables>,
  workspace: string,
  limit: number,
): Promise<readonly Readonly<{ id: CaseId; head: string | null }>[]> {
  const rows = await tables
    .selectFrom('cases')
    .where('workspace', '=', workspace)
    .select(({ selectFrom }) => [
      'case',
      selectFrom('facts')
        .whereRef('facts.workspace', '=', 'cases.workspace')
        .whereRef('facts.case', '=', 'cases.case')
        .select('facts.hash')
        .orderBy('facts.seq', 'desc')
        .limit(1)
        .as('head'),
    ])
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ id: CaseId.parse(row.case), head: row.head }));
}

async function linesOf(
  tables: Kysely<Tables>,
  workspace: string,
  ids: readonly CaseId[],
): Promise<readonly CaseLine[]> {
  const chainOf = await chainsOf(tables, workspace, ids);
  return ids.map((id) => {
    const rows = chainOf(id);
    const damage = damageOf(rows);
    return damage ? { id, damaged: damage.why } : { id, facts: rows.map(toFact) };
  });
}
