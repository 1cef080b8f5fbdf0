import type { FactStore } from '../ports.ts';
import { type AuditLine, NOTHING, type Tally, tally } from '../refine/case/audit-line.ts';
import { storedCases } from './stored-cases.ts';

/** The record of all cases, line by line; one case at a time is held in memory. Errors as `FactStore`. */
export async function* exportAudit(
  workspace: string,
  facts: Pick<FactStore, 'read' | 'list'>,
): AsyncGenerator<AuditLine> {
  let end: Tally = NOTHING;
  for await (const line of storedCases(workspace, facts)) {
    if ('facts' in line) yield* line.facts;
    else yield { case: line.id, damaged: line.damaged };
    end = tally(end, 'facts' in line ? line.facts.map(({ hash }) => hash) : []);
  }
  yield { end };
}
