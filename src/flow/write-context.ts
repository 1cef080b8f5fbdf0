import type { Commit, Finding } from '../domain/change.ts';
import type { ContextWrite } from '../domain/context-set.ts';
import type { CommitSha, Digest } from '../domain/digest.ts';
import type { Person, Project } from '../domain/project.ts';
import { digestOf, sealChange, sealOffer } from '../refine/case/digest.ts';
import { rightsOf } from '../refine/case/rights.ts';
import { inverseOf } from '../refine/change/apply-edits.ts';
import { NO_FILES } from '../refine/context/join-files.ts';
import { applyChange } from './apply-change.ts';
import { baseNow } from './base-now.ts';
import type { House } from './house.ts';
import { judgeChange } from './judge-change.ts';
import { type OfferInFull, usualPullRequest } from './make-offer.ts';
import { keptWords, type Room, type Wanted, wantedOf } from './wanted-context.ts';

export type ContextOffer = OfferInFull & Readonly<{ findings: readonly Finding[] }>;

type Refused = Readonly<{ refused: string }>;
/** What an approval would write: made from the repository and what is saved alone, so anybody can make it again. */
export async function offerWrite(room: Room, project: Project, wish: ContextWrite): Promise<ContextOffer | Refused> {
  const base = await baseNow(room.workspace, project, room.house, room.records);
  const wanted = await wantedOf(room, project, wish, base);
  return 'refused' in wanted ? wanted : offerOf(room.house, project, wanted, base);
}

/** The yes is recorded before anything is written; the same yes again finds it, and makes the same commit. */
export async function publishWrite(
  room: Room,
  project: Project,
  wish: ContextWrite,
  by: Person,
  shown: Digest,
): Promise<Commit | Refused> {
  const rights = rightsOf(project);
  if (!rights.mayApprove(by)) return { refused: 'Only those who approve fixes of this project can approve that.' };
  if (rights.fourEyes)
    return { refused: 'Two people must approve here, and I can’t ask a second one yet. Change the file by hand.' };
  const { workspace, house, records } = room;
  const base = await baseNow(workspace, project, house, records);
  const wanted = await wantedOf(room, project, wish, base);
  const made = 'refused' in wanted ? wanted : await offerOf(house, project, wanted, base);
  if ('refused' in wanted || 'refused' in made) return 'refused' in made ? made : { refused: OUTDATED };
  const { offer, writes, findings } = made;
  if (offer.digest !== shown) return { refused: OUTDATED };
  const blocked = findings.find(({ severity }) => severity === 'block');
  if (blocked) return { refused: blocked.says };

  const before = await records.contexts.of(workspace, project);
  const known = before?.approved?.offer === offer.digest ? before.approved : undefined;
  const atMs = known?.atMs ?? house.clock();
  if (!known) {
    const approved = { offer: offer.digest, branch: offer.target.branch, atMs };
    const files = wish.kind === 'extracted' ? wanted.files : (before?.files ?? project.context ?? NO_FILES);
    const set = { files, by, atMs, approved };
    if ((await records.contexts.save(workspace, project, before?.version ?? 0, set)) === 'moved')
      return { refused: OUTDATED };
  }
  const { branch, message, pullRequest } = offer.target;
  const commit = await house.codeHost.publish({
    repo: project.repo,
    base,
    branch,
    message,
    atMs,
    writes,
    approved: offer.files,
    ...(pullRequest && { pullRequest: { ...pullRequest, title: subjectOf(message), body: BODY } }),
  });
  return 'refused' in commit
    ? { refused: `The branch ${branch} is there already, with something else on it.` }
    : commit;
}

const OUTDATED = 'What was shown is not what would be written now. Look at it again.';
const BODY = 'Somebody who may asked Refinery for this. Nothing else is changed; close it, and nothing happened.\n';
const subjectOf = (message: string): string => message.split('\n', 1)[0] ?? '';

async function offerOf(
  house: House,
  project: Project,
  { edits, files, subject, kept }: Wanted,
  base: CommitSha,
): Promise<ContextOffer | Refused> {
  const { codeHost, guards } = house;
  const { repo, name } = project;
  const applied = await applyChange(edits, repo, base, codeHost);
  if ('refused' in applied) return applied;
  const change = sealChange(edits);
  // Which files are the agent's is what a person decides here; a model never does.
  const others = guards.filter((guard) => guard.name !== 'outside-context');
  const findings = await judgeChange(
    change,
    { project: { repo }, base, context: files, heard: [] },
    { ...house, guards: others },
  );
  const pullRequest = await usualPullRequest(project, codeHost);
  const target = {
    repo,
    branch: `refinery/context-${digestOf({ repo, name, base, change: change.digest }).slice(0, 12)}`,
    message: `${subject}\n`,
    ...(pullRequest && { pullRequest }),
  };
  const offer = sealOffer({
    hypothesisId: 'context',
    change: change.digest,
    base,
    target,
    files: applied.approved,
    inverse: inverseOf(applied.approved),
  });
  const before = new Map(applied.changed.map(({ path, before: bytes }) => [path, bytes]));
  const notes = kept.map((path) => ({ guard: 'edits', severity: 'note' as const, path, says: keptWords(path) }));
  return { offer, writes: applied.writes, before, findings: [...findings, ...notes] };
}
