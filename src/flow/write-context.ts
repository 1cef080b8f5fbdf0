import type { Finding } from '../domain/change.ts';
import type { ApprovedWrite, AwaitedYes, ContextSet, ContextWrite, WrittenContext } from '../domain/context-set.ts';
import type { CommitSha, Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Person, Project } from '../domain/project.ts';
import { digestOf, sealChange, sealOffer } from '../refine/case/digest.ts';
import { WHY_REFUSED } from '../refine/case/outcome-words.ts';
import { inverseOf } from '../refine/change/apply-edits.ts';
import { contextMessage } from '../refine/context/context-message.ts';
import { NO_FILES } from '../refine/context/join-files.ts';
import { applyChange } from './apply-change.ts';
import { baseNow } from './base-now.ts';
import type { House } from './house.ts';
import { judgeChange } from './judge-change.ts';
import { leakIn } from './leak-in.ts';
import { type OfferInFull, usualPullRequest } from './make-offer.ts';
import { rightsIn } from './rights-now.ts';
import { keptWords, type Room, type Wanted, wantedOf } from './wanted-context.ts';

/** `awaited`: who has approved just this already, where two people must. */
export type ContextOffer = OfferInFull & Readonly<{ findings: readonly Finding[]; awaited: Person | null }>;

type Refused = Readonly<{ refused: string }>;
type Made = ContextOffer & Readonly<{ wanted: Wanted }>;

/** Two people may say yes at the same time: the later one finds the earlier one's. */
const MOST_TRIES = 5;

/** What an approval would write: made from the repository and what is saved alone, so anybody can make it again. */
export async function offerWrite(
  room: Room,
  project: Project,
  wish: ContextWrite,
  message?: string,
): Promise<ContextOffer | Refused> {
  const made = await makeOffer(room, project, wish, message);
  if ('refused' in made) return made;
  const { wanted: _wanted, ...offer } = made;
  return offer;
}

/**
 * The yes is recorded before anything is written; the same yes again finds it, and makes the same commit. Where two people
 * must approve, the first one's is kept until somebody else says yes to the same offer.
 */
export async function publishWrite(
  room: Room,
  project: Project,
  wish: ContextWrite,
  by: Person,
  shown: Digest,
  message?: string,
): Promise<WrittenContext> {
  const known = (await room.records.contexts.of(room.workspace, project))?.approved;
  if (known?.offer === shown && known.commit) return known.commit;
  const made = await makeOffer(room, project, wish, message);
  if ('refused' in made) return made;
  const { offer, writes, findings, wanted } = made;
  if (offer.digest !== shown) return { refused: OUTDATED };
  const rights = await rightsIn(project, offer.base, room.house);
  if (!rights.mayApprove(by)) return { refused: NOT_ALLOWED };
  const blocked = findings.find(({ severity }) => severity === 'block');
  if (blocked) return { refused: blocked.says };

  const approved = await approve(room, project, by, (before) => {
    const first = rights.fourEyes ? firstYes(before?.awaited, offer.digest, by) : null;
    if (first === undefined || (first && !rights.mayApprove(first)))
      return { offer: offer.digest, wish, message: offer.target.message, by, atMs: room.house.clock() };
    const { branch, message: said } = offer.target;
    const yeses = { by: first ? [first, by] : [by], subject: subjectOf(said), inverse: offer.inverse };
    const files = wish.kind === 'extracted' ? wanted.files : (before?.files ?? project.context ?? NO_FILES);
    return { files, approved: { offer: offer.digest, branch, atMs: room.house.clock(), ...yeses } };
  });
  if (approved === 'awaited') return { awaits: 'second-yes' };

  const { branch, message: said, pullRequest } = offer.target;
  const commit = await room.house.codeHost.publish({
    repo: project.repo,
    base: offer.base,
    branch,
    message: said,
    atMs: approved.atMs,
    writes,
    approved: offer.files,
    ...(pullRequest && { pullRequest: { ...pullRequest, title: subjectOf(said), body: BODY } }),
  });
  if ('refused' in commit) {
    if (commit.refused === 'pull-requests-waiting') return { refused: WHY_REFUSED[commit.refused] };
    return { refused: `The branch ${branch} is there already, with something else on it.` };
  }
  await noteCommit(room, project, { ...approved, commit });
  return commit;
}

const OUTDATED = 'What was shown is not what would be written now. Look at it again.';
const NOT_ALLOWED = 'Only those who approve fixes of this project can approve that.';
const BODY = 'Somebody who may asked Refinery for this. Nothing else is changed; close it, and nothing happened.\n';
const subjectOf = (message: string): string => message.split('\n', 1)[0] ?? '';

/** Whose yes to the same offer stands already; the same person's again is no second one. */
function firstYes(awaited: AwaitedYes | undefined, offer: Digest, by: Person): Person | undefined {
  return awaited?.offer === offer && awaited.by.id !== by.id ? awaited.by : undefined;
}

/** Saves what a yes makes of what is saved; one that stands already is found. @throws RefineryError store-unavailable */
async function approve(
  { workspace, records }: Room,
  project: Project,
  by: Person,
  decide: (before: ContextSet | undefined) => AwaitedYes | (Pick<ContextSet, 'files'> & { approved: ApprovedWrite }),
): Promise<ApprovedWrite | 'awaited'> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = await records.contexts.of(workspace, project);
    const made = decide(before);
    const isAwaited = !('approved' in made);
    const offer = isAwaited ? made.offer : made.approved.offer;
    if (before?.approved?.offer === offer) return before.approved;
    if (isAwaited && before?.awaited?.offer === offer && before.awaited.by.id === by.id) return 'awaited';
    const files = isAwaited ? (before?.files ?? project.context ?? NO_FILES) : made.files;
    const approved = isAwaited ? before?.approved : made.approved;
    const atMs = isAwaited ? made.atMs : made.approved.atMs;
    const set = { files, by, atMs, ...(approved && { approved }), ...(isAwaited && { awaited: made }) };
    if ((await records.contexts.save(workspace, project, before?.version ?? 0, set)) === 'saved')
      return isAwaited ? 'awaited' : made.approved;
  }
  throw new RefineryError('store-unavailable', 'others keep saving the files of this project');
}

/** From here on cases start from it. Somebody who has approved something else meanwhile has the last word. */
async function noteCommit({ workspace, records }: Room, project: Project, approved: ApprovedWrite): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const saved = await records.contexts.of(workspace, project);
    if (!saved || saved.approved?.offer !== approved.offer || saved.approved.commit) return;
    const { version, ...set } = saved;
    if ((await records.contexts.save(workspace, project, version, { ...set, approved })) === 'saved') return;
  }
}

async function makeOffer(
  { workspace, house, records, signal }: Room,
  project: Project,
  wish: ContextWrite,
  message: string | undefined,
): Promise<Made | Refused> {
  const base = await baseNow(workspace, project, house, records);
  const wanted = await wantedOf({ workspace, house, records, signal }, project, wish, base);
  if ('refused' in wanted) return wanted;
  const awaited = (await records.contexts.of(workspace, project))?.awaited;
  // The second person is shown what the first said yes to, in the first one's words.
  const theirs = awaited && digestOf(awaited.wish) === digestOf(wish) ? awaited.message : undefined;
  const said = message ?? theirs ?? contextMessage(wish, project.name, wanted.edits);
  // What we propose holds names of files and of the project alone, and a form waits for this.
  const leak = message === undefined ? undefined : await leakIn('The commit message', message, house);
  if (leak) return { refused: leak };
  const made = await offerOf(house, project, wanted, base, said);
  if ('refused' in made) return made;
  return { ...made, wanted, awaited: awaited?.offer === made.offer.digest ? awaited.by : null };
}

async function offerOf(
  house: House,
  project: Project,
  { edits, files, kept }: Wanted,
  base: CommitSha,
  message: string,
): Promise<Omit<ContextOffer, 'awaited'> | Refused> {
  const { codeHost, guards } = house;
  const { repo, name } = project;
  const applied = await applyChange(edits, repo, base, codeHost);
  if ('refused' in applied) return applied;
  const change = sealChange(edits);
  // Which files are the agent's is what a person decides here; a model never does. Nor is it a fix, which has limits.
  const others = guards.filter((guard) => guard.name !== 'outside-context');
  const about = { project: { repo }, base, context: files, heard: [] };
  const findings = await judgeChange(change, about, { ...house, guards: others });
  const pullRequest = await usualPullRequest(project, codeHost);
  const target = {
    repo,
    branch: `refinery/context-${digestOf({ repo, name, base, change: change.digest }).slice(0, 12)}`,
    message,
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
