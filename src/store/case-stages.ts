import { type Kysely, sql } from 'kysely';
import type { Case } from '../domain/case.ts';
import type { FactBody } from '../domain/fact.ts';
import { onStore } from './store-error.ts';
import type { Tables } from './tables.ts';

/** Where a fact brings its case; kinds that are missing move none. A restart counts as read. */
const STAGE_AFTER: Readonly<Partial<Record<FactBody['kind'], Case['stage']>>> = {
  opened: 'opened',
  read: 'read',
  objected: 'read',
  'started-again': 'read',
  diagnosed: 'diagnosed',
  proposed: 'proposed',
  'check-changed': 'proposed',
  'replays-asked': 'proposed',
  'cap-raised': 'proposed',
  proven: 'proven',
  'yes-refused': 'proven',
  approved: 'approved',
  published: 'published',
  'rolled-back': 'rolled-back',
  'handed-over': 'handed-over',
  stopped: 'stopped',
  forgotten: 'forgotten',
};

/** How many cases of a workspace stand at which stage, by the kinds of their facts alone: no case is folded. @throws RefineryError store-unavailable */
export async function caseStages(
  { tables }: Readonly<{ tables: Kysely<Tables> }>,
  workspace: string,
): Promise<ReadonlyMap<Case['stage'], number>> {
  const { rows } = await onStore(() =>
    sql<{ kind: FactBody['kind']; cases: string }>`
      select kind, count(*) as cases from (
        select distinct on ("case") kind from refinery.facts
        where workspace = ${workspace} and kind in (${sql.join(Object.keys(STAGE_AFTER))})
        order by "case", seq desc
      ) latest group by kind`.execute(tables),
  );
  const counts = new Map<Case['stage'], number>();
  for (const { kind, cases } of rows) {
    const stage = STAGE_AFTER[kind];
    if (stage) counts.set(stage, (counts.get(stage) ?? 0) + Number(cases));
  }
  return counts;
}
