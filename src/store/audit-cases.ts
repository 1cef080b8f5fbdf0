import type { Kysely } from 'kysely';
import type { AuditReport } from '../ports.ts';
import { chainsOf } from './chains.ts';
import { damageOf } from './fact-row.ts';
import type { Tables } from './tables.ts';

/** Cases whose facts are held in memory at one time. */
const BATCH = 100;

type Broken = AuditReport['broken'][number];

/** Walks every chain of the workspace, and the row of case numbers, which has no gaps either. */
export async function auditCases(tables: Kysely<Tables>, workspace: string): Promise<AuditReport> {
  const opened = await tables
    .selectFrom('cases')
    .where('workspace', '=', workspace)
    .select(['case', 'number'])
    .orderBy('number')
    .execute();
  const broken: Broken[] = [...missingCases(opened)];
  let facts = 0;
  for (let at = 0; at < opened.length; at += BATCH) {
    const ids = opened.slice(at, at + BATCH).map((row) => row.case);
    const chainOf = await chainsOf(tables, workspace, ids);
    for (const id of ids) {
      const chain = chainOf(id);
      facts += chain.length;
      const damage = damageOf(chain);
      if (damage) broken.push({ case: id, ...damage });
    }
  }
  return { cases: opened.length, facts, broken };
}

function missingCases(opened: readonly Readonly<{ number: number }>[]): readonly Broken[] {
  const there = new Set(opened.map(({ number }) => number));
  const last = opened.at(-1)?.number ?? 0;
  return Array.from({ length: last }, (_, index) => index + 1)
    .filter((number) => !there.has(number))
    .map((number) => ({ case: `RF-${number}`, seq: 1, why: 'the case is missing' }));
}
