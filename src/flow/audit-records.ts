import type { AuditReport, CodeHost, FactStore } from '../ports.ts';
import { compareCommits } from './compare-commits.ts';
import { storedCases } from './stored-cases.ts';

/** `unseen` are repositories that are not there, or that can't be read: what was published in them is not compared. */
export type RecordsReport = AuditReport & Readonly<{ unseen: readonly string[] }>;

/** Walks every chain of the workspace, and holds it against the commits that were made. */
export async function auditRecords(
  workspace: string,
  facts: Pick<FactStore, 'read' | 'list' | 'verify'>,
  codeHost: Pick<CodeHost, 'signed'>,
): Promise<RecordsReport> {
  const report = await facts.verify(workspace);
  const commits = compareCommits(codeHost);
  const shorter: AuditReport['broken'][number][] = [];
  for await (const line of storedCases(workspace, facts)) {
    // A case whose chain is broken is reported already.
    const missing = 'facts' in line ? await commits.missingEnd(line.facts) : undefined;
    if (missing) shorter.push(missing);
  }
  return { ...report, broken: [...report.broken, ...shorter], unseen: commits.unseen() };
}
