import type { Commit, Edit, Finding } from '../domain/change.ts';
import type { ContextWrite } from '../domain/context-set.ts';
import type { CommitSha, Digest } from '../domain/digest.ts';
import type { ContextFiles, Person, Project } from '../domain/project.ts';
import type { CodeHost } from '../ports.ts';
import { digestOf, sealChange, sealOffer } from '../refine/case/digest.ts';
import { rightsOf } from '../refine/case/rights.ts';
import { inverseOf } from '../refine/change/apply-edits.ts';
import { decodeText, withPlainLineEnds } from '../refine/change/text-file.ts';
import { declarationText, editsForFiles, folderOfProject } from '../refine/context/files-to-write.ts';
import { joinFiles, NO_FILES } from '../refine/context/join-files.ts';
import { printable } from '../refine/text/printable.ts';
import { shorten } from '../refine/text/shorten.ts';
import { applyChange } from './apply-change.ts';
import { DECLARED_IN, declaredIn, pathsOf } from './declared-context.ts';
import type { House, Records } from './house.ts';
import { judgeChange } from './judge-change.ts';
import type { OfferInFull } from './make-offer.ts';
import { privacyOf } from './privacy.ts';
import { keepTrace } from './read-trace.ts';
import { traceOf } from './trace-of.ts';

export type ContextOffer = OfferInFull & Readonly<{ findings: readonly Finding[] }>;

type Room = Readonly<{ workspace: string; house: House; records: Records; signal: AbortSignal }>;
type Refused = Readonly<{ refused: string }>;
/** `files`: the context once it is written. */
type Wanted = Readonly<{ edits: readonly Edit[]; files: ContextFiles; subject: string }>;

/** What an approval would write: made from the repository and what is saved alone, so anybody can make it again. */
export async function offerWrite(room: Room, project: Project, wish: ContextWrite): Promise<ContextOffer | Refused> {
  const base = await room.house.codeHost.head(project.repo);
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
  const base = await house.codeHost.head(project.repo);
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
  { repo, name }: Project,
  { edits, files, subject }: Wanted,
  base: CommitSha,
): Promise<ContextOffer | Refused> {
  const { codeHost, guards } = house;
  const applied = await applyChange(edits, repo, base, codeHost);
  if ('refused' in applied) return applied;
  const change = sealChange(edits);
  // Which files are the agent's is what a person decides here; a model never does.
  const others = guards.filter((guard) => guard.name !== 'outside-context');
  const findings = await judgeChange(change, { repo, base, context: files, heard: [] }, { ...house, guards: others });
  const pullRequestBase = await codeHost.pullRequestBase(repo);
  const target = {
    repo,
    branch: `refinery/context-${digestOf({ repo, name, base, change: change.digest }).slice(0, 12)}`,
    message: `${shorten(printable(subject), 100)}\n`,
    ...(pullRequestBase !== undefined && { pullRequest: { base: pullRequestBase, isDraft: false } }),
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
  return { offer, writes: applied.writes, before, findings };
}

async function wantedOf(
  { workspace, house, records, signal }: Room,
  project: Project,
  wish: ContextWrite,
  base: CommitSha,
): Promise<Wanted | Refused> {
  const { codeHost } = house;
  const { repo, name } = project;
  const saved = (await records.contexts.of(workspace, project))?.files ?? project.context ?? NO_FILES;
  if (wish.kind === 'declaration') {
    const declared = await declaredIn(repo, base, codeHost);
    const files = joinFiles(declared ? pathsOf(declared) : NO_FILES, saved);
    const before = await textAt(repo, base, DECLARED_IN, codeHost);
    const text = declarationText(files, declared?.dataset);
    if (declared && digestOf(pathsOf(declared)) === digestOf(files))
      return { refused: `${DECLARED_IN} says that already.` };
    const edit: Edit =
      before === undefined
        ? { kind: 'create', path: DECLARED_IN, text }
        : { kind: 'replace', path: DECLARED_IN, find: before, text };
    return { edits: [edit], files, subject: 'chore: say which files Refinery works on' };
  }
  const { hides } = await privacyOf(repo, codeHost);
  const trace = await keepTrace(workspace, wish.source, hides, house, records, signal);
  const told = await traceOf({ workspace, trace }, house, records)('extract', { expectation: wish.expectation });
  const folder = folderOfProject(name);
  const there = new Map<string, string>();
  for (const { path } of told) {
    const text = await textAt(repo, base, `${folder}/${path}`, codeHost);
    if (text !== undefined) there.set(`${folder}/${path}`, text);
  }
  const { edits, files } = editsForFiles(told, folder, there);
  if (told.length === 0) return { refused: 'No call of a model in that trace records its messages.' };
  if (edits.length === 0) return { refused: `Everything that trace tells is in ${folder} already.` };
  return { edits, files: joinFiles(saved, files), subject: `chore: keep the prompts of ${name} that a trace recorded` };
}

async function textAt(repo: string, base: CommitSha, path: string, codeHost: CodeHost): Promise<string | undefined> {
  const file = await codeHost.read(repo, base, path);
  const decoded = file && decodeText(file.bytes);
  return decoded && 'text' in decoded ? withPlainLineEnds(decoded.text) : undefined;
}
