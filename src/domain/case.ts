// biome-ignore-all format: the life of a case, below, reads best as a table
import { z } from 'zod';
import { type Commit, type Finding, isBlocked, type Offer } from './change.ts';
import type { Check } from './check.ts';
import type { Answerer, Asked, Diagnosis } from './diagnosis.ts';
import { type CommitSha, Digest } from './digest.ts';
import { Place } from './discussion.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { Person, Project } from './project.ts';
import type { Reading } from './reading.ts';
import { type ReplayPlan, USUAL_PLAN } from './replay-plan.ts';
import type { TraceRef } from './trace.ts';
import type { Triage } from './triage.ts';
import type { Reproduction, Verdict } from './verdict.ts';

/**
 * A case follows one reported failure, from the first message to the last CI check.
 *
 * It only grows: each stage is the stage before it plus the one thing just
 * learned. So a function that asks for a `Proven` case cannot run before the
 * proof, and no field is ever "maybe there yet". Nobody stores a case: it is
 * folded from its facts (`refine/case/fold.ts`). Times are Unix epoch milliseconds.
 *
 * An objection, or a base that moved, begins a new `revision` at `Read`; a changed
 * check, or another way to replay, one at `Proposed`. What it replaces stays in the facts.
 */
export type Case = Opened | Read | Diagnosed | Proposed | Proven | Approved | Published | RolledBack | HandedOver | Stopped | Forgotten;

export type Opened = Readonly<{
  stage: 'opened';
  workspace: string;
  id: CaseId;
  revision: number;
  openedAtMs: number;
  openedBy: Person;
  source: TraceRef;
  expectation: string;
  project: Project;
  objections: readonly string[];
  /** `null` for a case of the terminal. */
  place: Place | null;
}>;

export type Read       = After<Opened,    'read',        { trace: Digest; traceName: string; triage: Triage; reading: Reading }>;
export type Diagnosed  = After<Read,      'diagnosed',   { diagnosis: Diagnosis; diagnosedBy: Answerer; asked: readonly Asked[] }>;
export type Proposed   = After<Diagnosed, 'proposed',    { base: CommitSha; check: Check; hypotheses: readonly Hypothesis[]; proposedBy: Answerer; plan: ReplayPlan; advice?: Advice }>;
export type Proven     = After<Proposed,  'proven',      { reproduction: Reproduction; verdicts: readonly Verdict[] }>;
export type Approved   = After<Proven,    'approved',    { offer: Offer; yeses: readonly Yes[] }>;
export type Published  = After<Approved,  'published',   { commit: Commit }>;
export type RolledBack = After<Published, 'rolled-back', { revert: Commit; alsoOn: readonly string[]; closed?: true }>;
export type HandedOver = After<Proven,    'handed-over', { because: HandOverReason }>;
export type Stopped    = After<Opened,    'stopped',     { stoppedBy: Person }>;
/** Nothing of what was said and found is left: expectation and source are empty. */
export type Forgotten  = After<Opened,    'forgotten',   { forgottenBy: Person; forgottenAtMs: number }>;

export const CaseId = z.string().regex(/^RF-[1-9][0-9]{0,8}$/).brand<'CaseId'>();
export type CaseId = z.infer<typeof CaseId>;

/** A case is only ever named together with its workspace. */
export type CaseKey = Readonly<{ workspace: string; id: CaseId }>;

/** Why nobody was offered a fix: none passed, the failure did not show itself again, or nothing could be replayed. */
export const HandOverReason = z.enum(['none-fixed', 'not-reproduced', 'inconclusive']);
export type HandOverReason = z.infer<typeof HandOverReason>;

/** What the analyst was given besides the case itself when it proposed fixes, the closest first. `project`: the guide is the repository's own. `alike`: cases that ended. */
export const Advice = z.object({ guides: z.array(z.object({ title: z.string(), from: z.enum(['refinery', 'project']) }).readonly()).readonly(), alike: z.array(z.object({ id: CaseId, place: Place.nullable() }).readonly()).readonly() }).readonly();
export type Advice = z.infer<typeof Advice>;

/** A person's yes to one offer. `accepts` names the guards whose doubts (`needs-approval`) the person was shown and took on. */
export const Yes = z.object({ offer: Digest, by: z.object({ id: z.string(), name: z.string() }).readonly(), accepts: z.array(z.string()).readonly(), atMs: z.number() }).readonly();
export type Yes = z.infer<typeof Yes>;

/** Why a yes did not count. A refusal is an answer, not an error. */
export const RefusalReason = z.enum(['offer-outdated', 'not-proved', 'guard-blocks', 'doubt-open', 'not-allowed', 'second-yes-missing', 'approver-missing', 'owner-missing', 'owners-unknown', 'group-unread', 'base-moved', 'branch-taken', 'yes-expired', 'straight-not-allowed', 'pull-requests-waiting']);
export type RefusalReason = z.infer<typeof RefusalReason>;
export type Refusal = Readonly<{ refused: RefusalReason }>;

/** Who may say yes, and who must, as things stand when that is judged. */
export type Rights = Readonly<{
  mayApprove(person: Person): boolean;
  fourEyes: boolean;
  /** Of whom one must be among those who approve a change of these files; `null` where nobody in particular must. */
  ownersOf(paths: readonly string[]): Owners | null;
  /** A group could not be read: somebody may be missing who is in it. */
  isPartial: boolean;
  /** The one branch that fixes may be committed to, of all that are not ours alone; `null` for none. */
  straightTo: string | null;
}>;

/** `unknown`: the files have owners, and nobody said who they are here. */
export type Owners = 'unknown' | ((person: Person) => boolean);

export function read(opened: Opened, seen: Pick<Read, 'trace' | 'traceName' | 'triage' | 'reading'>): Read {
  return { ...opened, ...seen, stage: 'read' };
}

export function diagnose(seen: Read, diagnosis: Diagnosis, diagnosedBy: Answerer, asked: readonly Asked[]): Diagnosed {
  return { ...seen, stage: 'diagnosed', diagnosis, diagnosedBy, asked };
}

export function propose(diagnosed: Diagnosed, learned: Pick<Proposed, 'base' | 'check' | 'hypotheses' | 'proposedBy' | 'advice'>): Proposed {
  return { ...diagnosed, ...learned, stage: 'proposed', plan: USUAL_PLAN };
}

export function prove(proposed: Proposed, reproduction: Reproduction, verdicts: readonly Verdict[]): Proven {
  return { ...proposed, stage: 'proven', reproduction, verdicts };
}

/**
 * A yes counts for the exact offer the person saw, for a hypothesis that was
 * proved as it stands, and never over a blocking guard.
 * This is the one way to an `Approved` case, hence to a commit.
 *
 * @param sinceMs a yes from before that counts no more
 */
export function approve(proven: Proven, offer: Offer, yeses: readonly Yes[], rights: Rights, sinceMs: number): Approved | Refusal {
  const hypothesis = proven.hypotheses.find(({ change }) => change.digest === offer.change);
  if (!hypothesis || hypothesis.id !== offer.hypothesisId || offer.base !== proven.base) return { refused: 'offer-outdated' };
  if (isBlocked(hypothesis.findings)) return { refused: 'guard-blocks' };
  if (verdictOf(proven, hypothesis)?.word !== 'fixed') return { refused: 'not-proved' };

  const { target } = offer;
  if (target.straight && target.branch !== rights.straightTo) return { refused: 'straight-not-allowed' };

  const owners = rights.ownersOf(offer.files.map(({ path }) => path));
  if (owners === 'unknown') return { refused: 'owners-unknown' };
  const said = yeses.filter(({ offer: digest, by }) => digest === offer.digest && (rights.mayApprove(by) || owners?.(by)));
  const counting = said.filter(({ atMs }) => atMs >= sinceMs);
  const lacks = (why: RefusalReason): Refusal => {
    if (rights.isPartial) return { refused: 'group-unread' };
    return { refused: counting.length < said.length ? 'yes-expired' : why };
  };
  if (counting.length === 0) return lacks('not-allowed');
  const doubts = findingsOn(proven, hypothesis).filter(({ severity }) => severity === 'needs-approval');
  if (!doubts.every(({ guard }) => counting.some(({ accepts }) => accepts.includes(guard)))) return { refused: 'doubt-open' };
  const missing = whoIsMissing(rights, counting.map(({ by }) => by), owners);
  if (missing) return lacks(missing);
  return { ...proven, stage: 'approved', offer, yeses: counting };
}

/** Whose yes a change takes besides: two people where four eyes are wanted, and of owners and approvers one each. */
export type Missing = Extract<RefusalReason, 'owner-missing' | 'approver-missing' | 'second-yes-missing'>;

/** Who is missing once these people have said yes; `undefined` when that is enough. */
export function whoIsMissing(rights: Rights, people: readonly Person[], owners: Exclude<Owners, 'unknown'> | null): Missing | undefined {
  if (owners && !people.some((person) => owners(person))) return 'owner-missing';
  if (!people.some((person) => rights.mayApprove(person))) return 'approver-missing';
  return rights.fourEyes && new Set(people.map(({ id }) => id)).size < 2 ? 'second-yes-missing' : undefined;
}

/** Why a person's yes to a change of these files would not count, whoever else says yes; `undefined` when it would. */
export function whyNoYes(rights: Rights, by: Person, paths: readonly string[]): RefusalReason | undefined {
  const owners = rights.ownersOf(paths);
  if (owners === 'unknown') return 'owners-unknown';
  if (rights.mayApprove(by) || owners?.(by)) return undefined;
  return rights.isPartial ? 'group-unread' : 'not-allowed';
}

/** The verdict on a hypothesis as it now stands: same edits, same check, same base. An edited one has none yet. */
export function verdictOf(proven: Proven, { change }: Hypothesis): Verdict | undefined {
  return proven.verdicts.find((verdict) => verdict.change === change.digest && verdict.check === proven.check.digest && verdict.base === proven.base);
}

/**
 * What speaks against a hypothesis as it now stands: what the guards say of its change, and
 * the conversations that the change breaks, which nobody approves without being told.
 */
export function findingsOn(proven: Proven, hypothesis: Hypothesis): readonly Finding[] {
  const good = verdictOf(proven, hypothesis)?.good;
  if (!good || good.broke === 0) return hypothesis.findings;
  const says = `${good.broke} of ${good.of} good ${good.of === 1 ? 'conversation' : 'conversations'} got worse with it.`;
  return [...hypothesis.findings, { guard: BREAKS_GOOD, severity: 'needs-approval', path: null, says }];
}

const BREAKS_GOOD = 'good-conversations';

/** What was approved could not be committed: the case waits for another yes. */
export function withdraw(approved: Approved): Proven {
  const { offer: _offer, yeses: _yeses, ...proven } = approved;
  return { ...proven, stage: 'proven' };
}

export function publish(approved: Approved, commit: Commit): Published {
  return { ...approved, stage: 'published', commit };
}

export function rollBack(published: Published, revert: Commit, alsoOn: readonly string[], closed?: true): RolledBack {
  return { ...published, stage: 'rolled-back', revert, alsoOn, ...(closed && { closed }) };
}

export function handOver(proven: Proven, because: HandOverReason): HandedOver {
  return { ...proven, stage: 'handed-over', because };
}

/** From any stage: what was learned so far stays in the facts. */
export function stop(now: Case, stoppedBy: Person): Stopped {
  const { workspace, id, revision, openedAtMs, openedBy, source, expectation, project, objections, place } = now;
  return { stage: 'stopped', workspace, id, revision, openedAtMs, openedBy, source, expectation, project, objections, place, stoppedBy };
}

/** From any stage: nothing that was learned stays. */
export function forget(now: Case, by: Person, atMs: number): Forgotten {
  const { workspace, id, revision, openedAtMs, openedBy, project, place } = now;
  return { stage: 'forgotten', workspace, id, revision, openedAtMs, openedBy, source: { source: '', locator: '' }, expectation: '', project, objections: [], place, forgottenBy: by, forgottenAtMs: atMs };
}

/** Back to the trace, with what people objected; or unchanged when it was not read yet. */
export function reopen(now: Exclude<Case, Stopped | Forgotten>, objection?: string): Opened | Read {
  const { workspace, id, openedAtMs, openedBy, source, expectation, project, place } = now;
  const objections = objection === undefined ? now.objections : [...now.objections, objection];
  const opened: Opened = { stage: 'opened', workspace, id, revision: now.revision + 1, openedAtMs, openedBy, source, expectation, project, objections, place };
  if (now.stage === 'opened') return opened;
  const { trace, traceName, triage, reading } = now;
  return read(opened, { trace, traceName, triage, reading });
}

/** What people may change of how a case is proved. */
export type ProofTerms = Pick<Proposed, 'check' | 'hypotheses' | 'plan'>;

/** Back to before the proof, which is made again on other terms. */
export function reprove(now: Proposed | Proven | HandedOver, terms: Partial<ProofTerms>): Proposed {
  const undone = { reproduction: undefined, verdicts: undefined, because: undefined, ...now };
  const { reproduction: _reproduction, verdicts: _verdicts, because: _because, ...proposed } = undone;
  return { ...proposed, ...terms, stage: 'proposed', revision: now.revision + 1 };
}

type After<Before, Stage extends string, Learned> = Omit<Before, 'stage'> & Readonly<{ stage: Stage } & Learned>;
