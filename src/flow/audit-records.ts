import { CaseId, type CaseKey } from '../domain/case.ts';
import { kindOf } from '../domain/errors.ts';
import type { Fact } from '../domain/fact.ts';
import type { AuditReport, CodeHost, FactStore } from '../ports.ts';
import { AUDIT_TRAILER, signatureIn } from '../refine/case/commit-message.ts';

/** `unseen` are repositories that are not there, or that can't be read: what was published in them is not compared. */
export type RecordsReport = AuditReport & Readonly<{ unseen: readonly string[] }>;

type Commits = Awaited<ReturnType<CodeHost['signed']>>;

/**
 * Walks every chain of the workspace, and holds it against the commits that were
 * made: that the end of a chain is missing only what was published can show.
 */
export async function auditRecords(
  workspace: string,
  facts: Pick<FactStore, 'read' | 'list' | 'verify'>,
  codeHost: Pick<CodeHost, 'signed'>,
): Promise<RecordsReport> {
  const report = await facts.verify(workspace);
  const commits = new Map<string, Commits | undefined>();
  const shorter: AuditReport['broken'][number][] = [];
  for (const id of await casesOf(workspace, facts)) {
    const known = await soundFacts({ workspace, id }, facts);
    const [opened] = known;
    if (opened?.body.kind !== 'opened') continue;
    const { repo } = opened.body.project;
    if (!commits.has(repo)) commits.set(repo, await signedIn(repo, codeHost));
    const missing = unrecorded(known, opened, commits.get(repo) ?? []);
    if (missing)
      shorter.push({
        case: id,
        seq: known.length + 1,
        why: `the end is missing: the commit ${missing} rests on more than what is left`,
      });
  }
  const unseen = [...commits].flatMap(([repo, found]) => (found ? [] : [repo]));
  return { ...report, broken: [...report.broken, ...shorter], unseen };
}

/** The numbers of cases have no gaps. */
async function casesOf(workspace: string, facts: Pick<FactStore, 'list'>): Promise<readonly CaseId[]> {
  const [newest] = await facts.list(workspace, 1);
  const last = Number(newest?.id.slice('RF-'.length) ?? 0);
  return Array.from({ length: last }, (_, index) => CaseId.parse(`RF-${index + 1}`));
}

/** None of a case whose chain is broken: that is reported already. */
async function soundFacts(at: CaseKey, facts: Pick<FactStore, 'read'>): Promise<readonly Fact[]> {
  try {
    return await facts.read(at);
  } catch (error) {
    if (kindOf(error) !== 'store-damaged') throw error;
    return [];
  }
}

async function signedIn(repo: string, codeHost: Pick<CodeHost, 'signed'>): Promise<Commits | undefined> {
  try {
    return await codeHost.signed(repo, AUDIT_TRAILER);
  } catch (error) {
    if (kindOf(error) === undefined) throw error;
    return undefined;
  }
}

/** A commit that was made for this very case, and rests on a fact that it no longer has. */
function unrecorded(known: readonly Fact[], opened: Fact, commits: Commits): string | undefined {
  const hashes = new Set<string>(known.map(({ hash }) => hash));
  return commits.find(({ message }) => {
    const signature = signatureIn(message);
    return signature?.record === opened.hash && !hashes.has(signature.audit);
  })?.sha;
}
