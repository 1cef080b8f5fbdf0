import type { CommitSha } from '../domain/digest.ts';
import { kindOf } from '../domain/errors.ts';
import type { Fact } from '../domain/fact.ts';
import type { AuditReport, CodeHost } from '../ports.ts';
import { AUDIT_TRAILER, signatureIn } from '../refine/case/commit-message.ts';

type Commits = Awaited<ReturnType<CodeHost['signed']>>;

export type Comparison = Readonly<{
  /** What is wrong with the end of a case whose chain is sound: a commit rests on a fact that it no longer has. */
  missingEnd(facts: readonly Fact[]): Promise<AuditReport['broken'][number] | undefined>;
  /** Repositories that are not there, or that can't be read: what was published in them was not compared. */
  unseen(): readonly string[];
}>;

/** Holds records against what was made of them: that the end of a chain is missing only what was published can show. */
export function compareCommits(codeHost: Pick<CodeHost, 'signed'>): Comparison {
  const known = new Map<string, Commits | undefined>();
  return {
    async missingEnd(facts) {
      const [opened] = facts;
      const repo = repoOf(facts);
      if (!opened || repo === undefined) return undefined;
      if (!known.has(repo)) known.set(repo, await signedIn(repo, codeHost));
      const missing = unrecorded(facts, opened, known.get(repo) ?? []);
      if (!missing) return undefined;
      const why = `the end is missing: the commit ${missing} rests on more than what is left`;
      return { case: opened.case, seq: facts.length + 1, why };
    },
    unseen: () => [...known].flatMap(([repo, commits]) => (commits ? [] : [repo])),
  };
}

/** Of a case that was forgotten, the decision says it. */
function repoOf(facts: readonly Fact[]): string | undefined {
  const saying = facts.map(({ body }) => body).find(({ kind }) => kind === 'opened' || kind === 'forgotten');
  return saying && 'project' in saying ? saying.project.repo : undefined;
}

async function signedIn(repo: string, codeHost: Pick<CodeHost, 'signed'>): Promise<Commits | undefined> {
  try {
    return await codeHost.signed(repo, AUDIT_TRAILER);
  } catch (error) {
    if (kindOf(error) === undefined) throw error;
    return undefined;
  }
}

/** A commit that was made for this very case. */
function unrecorded(facts: readonly Fact[], opened: Fact, commits: Commits): CommitSha | undefined {
  const hashes = new Set<string>(facts.map(({ hash }) => hash));
  return commits.find(({ message }) => {
    const signature = signatureIn(message);
    return signature?.record === opened.hash && !hashes.has(signature.audit);
  })?.sha;
}
