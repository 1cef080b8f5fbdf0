import type { CapReached } from '../../domain/cap.ts';
import {
  type Approved,
  approve,
  type Case,
  type Diagnosed,
  diagnose,
  forget,
  type HandedOver,
  handOver,
  type Opened,
  type Proposed,
  type Proven,
  propose,
  prove,
  publish,
  type Read,
  read,
  reopen,
  reprove,
  rollBack,
  stop,
  withdraw,
  type Yes,
} from '../../domain/case.ts';
import type { Offer } from '../../domain/change.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Comment, Reply } from '../../domain/discussion.ts';
import type { Fact, FactBody } from '../../domain/fact.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Person } from '../../domain/project.ts';
import { USUAL_READING } from '../../domain/reading.ts';
import type { Sending } from '../../domain/sending.ts';
import type { Aftermath, Seen } from '../../domain/sighting.ts';
import { isWatch, REPLY } from './chapters.ts';

/**
 * A case as its facts tell it: the stage it stands at, and what was said about
 * it that no stage holds. The fold trusts the facts (they are hash-chained) and
 * skips one that does not fit the stage, as a decision does that came too late.
 */
export type History = Readonly<{
  now: Case;
  facts: readonly Fact[];
  /** Seq of the last fact: what an append must name. */
  head: number;
  /** What people were shown in this revision; the last one is the one on show. */
  offers: readonly Offer[];
  yeses: readonly Yes[];
  /** Seq of the last yes of this revision that nobody has judged yet. */
  openYes: number | undefined;
  /** What people are asked to let go to models, until somebody agreed or the case went on without. */
  sending: Sending | undefined;
  /** The limit that holds the case up, until a person lets it go on. */
  spending: CapReached | undefined;
  /** Digests of what people let go, whatever the revision. */
  agreed: readonly Digest[];
  /** What people said, and what the analyst answered, whatever the revision. */
  comments: readonly Comment[];
  replies: readonly Reply[];
  /** Comments whose answer waits for somebody to let the case go on; `to` and `seq` as in `replies`. */
  heldReplies: readonly Readonly<{ to: number; seq: number }>[];
  /** Comments whose answer failed, by seq, and the error kind. */
  unanswered: readonly Readonly<{ to: number; error: string }>[];
  /** The last thing that went wrong, until the case moved on. */
  failure: (FactBody & { kind: 'failed' }) | undefined;
  /** What was last seen of the published commit and its pull request, and of what came after. */
  seen: Seen & Readonly<{ [After in Aftermath]?: Seen }>;
  /** Who had the thread left in peace, until somebody wants to hear again; `seq` of the fact. */
  muted: Readonly<{ by: Person; seq: number }> | undefined;
  /** The last word on a yes or a roll-back that did not count, until the case moved on. */
  refusal: (FactBody & { kind: 'yes-refused' | 'roll-back-refused' }) | undefined;
}>;

export function fold(facts: readonly Fact[]): History | undefined {
  const [first, ...later] = facts;
  if (first?.body.kind === 'erased') return foldErased(first, first.body, facts);
  if (first?.body.kind !== 'opened') return undefined;
  const begun = { ...quiet, ...silent, now: opened(first, first.body), facts, head: first.seq };
  return later.reduce(take, begun);
}

/** The one fact that is whole says what is left of the case. */
function foldErased(
  first: Fact,
  { atMs, by }: FactBody & { kind: 'erased' },
  facts: readonly Fact[],
): History | undefined {
  const last = facts.findLast(({ body }) => body.kind === 'forgotten');
  if (last?.body.kind !== 'forgotten') return undefined;
  const { project, place, by: forgottenBy } = last.body;
  const nothing = { source: { source: '', locator: '' }, expectation: '', project, ...(place && { place }) };
  const begun = opened(
    { ...first, revision: last.revision },
    { kind: 'opened', atMs, by: by ?? forgottenBy, ...nothing },
  );
  return { ...quiet, ...silent, now: forget(begun, forgottenBy, last.body.atMs), facts, head: facts.at(-1)?.seq ?? 0 };
}

/** A fact that moves the case ends what was pending around it. */
const quiet = {
  offers: [],
  yeses: [],
  openYes: undefined,
  sending: undefined,
  spending: undefined,
  failure: undefined,
  refusal: undefined,
} as const;

const silent = {
  agreed: [],
  comments: [],
  replies: [],
  heldReplies: [],
  unanswered: [],
  seen: {},
  muted: undefined,
} as const;

function take(before: History, fact: Fact): History {
  const seen = { ...before, head: fact.seq };
  const { body } = fact;
  switch (body.kind) {
    case 'offered':
      return { ...seen, offers: [...before.offers, body.offer], refusal: undefined };
    case 'said-yes':
      return { ...seen, yeses: [...before.yeses, body.yes], openYes: fact.seq, refusal: undefined };
    case 'yes-refused': {
      const openYes = before.openYes === body.yes ? undefined : before.openYes;
      const now = before.now.stage === 'approved' ? withdraw(before.now) : before.now;
      return { ...seen, now, openYes, refusal: body };
    }
    case 'roll-back-refused':
      return { ...seen, refusal: body };
    case 'sending-asked':
      return isUnderWay(before.now) ? { ...seen, sending: body.sending, failure: undefined } : seen;
    case 'sending-agreed':
      return { ...seen, sending: undefined, agreed: [...before.agreed, body.shown] };
    case 'spending-asked':
      return isUnderWay(before.now) ? { ...seen, spending: body.reached, failure: undefined } : seen;
    case 'spending-agreed':
      return { ...seen, spending: undefined, heldReplies: [] };
    case 'reply-held':
      return { ...seen, heldReplies: [...before.heldReplies, { to: body.to, seq: fact.seq }] };
    case 'reply-agreed':
      return { ...seen, heldReplies: [] };
    case 'failed':
      if (isWatch(body.chapter)) return seen;
      return body.chapter === REPLY
        ? { ...seen, unanswered: [...before.unanswered, unanswered(body)] }
        : { ...seen, failure: body };
    case 'ci-seen':
      return { ...seen, seen: seenOf(before.seen, body.of, { ci: body.ci }) };
    case 'pull-request-seen':
      return { ...seen, seen: seenOf(before.seen, body.of, { pullRequest: body.pullRequest }) };
    case 'watch-ended':
      return { ...seen, seen: seenOf(before.seen, body.of, { isOver: true }) };
    case 'muted':
      return { ...seen, muted: { by: body.by, seq: fact.seq } };
    case 'unmuted':
      return { ...seen, muted: undefined };
    case 'commented':
      return { ...seen, comments: [...before.comments, { ...body, seq: fact.seq }] };
    case 'comment-changed':
      return { ...seen, comments: before.comments.flatMap((comment) => changed(comment, body)) };
    case 'replied':
      return { ...seen, replies: [...before.replies, { ...body, seq: fact.seq }] };
    case 'threaded': {
      const { now } = before;
      return now.place ? { ...seen, now: { ...now, place: { ...now.place, thread: body.thread } } } : seen;
    }
    case 'roll-back-asked':
      return { ...seen, refusal: undefined };
    default: {
      const now = moved(before.now, body);
      if (!now) return seen;
      const { offers, yeses, openYes } = before;
      const kept = now.revision === before.now.revision ? { offers, yeses, openYes } : {};
      const heldReplies = body.kind === 'cap-raised' ? [] : before.heldReplies;
      return { ...seen, ...quiet, ...kept, heldReplies, now };
    }
  }
}

function seenOf(before: History['seen'], of: Aftermath | undefined, more: Seen): History['seen'] {
  return of === undefined ? { ...before, ...more } : { ...before, [of]: { ...before[of], ...more } };
}

/** The case after a fact, or `undefined` when the fact does not fit where the case stands. */
function moved(now: Case, body: FactBody): Case | undefined {
  switch (body.kind) {
    case 'read':
      return now.stage === 'opened' ? readFrom(now, body) : undefined;
    case 'diagnosed':
      return now.stage === 'read' ? diagnosedFrom(now, body) : undefined;
    case 'proposed':
      return now.stage === 'diagnosed' ? proposedFrom(now, body) : undefined;
    case 'proven':
      return now.stage === 'proposed' ? prove(now, body.reproduction, body.verdicts) : undefined;
    case 'handed-over':
      return now.stage === 'proven' ? handOver(now, body.because) : undefined;
    case 'approved':
      return now.stage === 'proven' ? approvedAsJudged(now, body.offer, body.yeses) : undefined;
    case 'published':
      return now.stage === 'approved' ? publish(now, body.commit) : undefined;
    case 'rolled-back':
      return now.stage === 'published' ? rollBack(now, body.commit, body.alsoOn ?? [], body.closed) : undefined;
    case 'objected':
      return mayReopen(now) ? reopen(now, body.text) : undefined;
    case 'started-again':
      return mayReopen(now) ? reopen(now) : undefined;
    case 'cap-raised':
      return now.stage === 'proven' || now.stage === 'handed-over' ? reprove(now, {}) : undefined;
    case 'check-changed':
      return mayReprove(now) ? reprove(now, { check: body.check, hypotheses: body.hypotheses }) : undefined;
    case 'replays-asked':
      return mayReprove(now) ? reprove(now, { plan: body.plan }) : undefined;
    case 'fix-reworded':
      return now.stage === 'proven' ? reprove(now, { hypotheses: replaced(now.hypotheses, body) }) : undefined;
    case 'stopped':
      return now.stage === 'stopped' || now.stage === 'forgotten' ? undefined : stop(now, body.by);
    case 'forgotten':
      return forget(now, body.by, body.atMs);
    default:
      return undefined;
  }
}

/** Between the reading and the verdicts: there models are asked. */
export function isUnderWay(now: Case): now is Read | Diagnosed | Proposed {
  return now.stage === 'read' || now.stage === 'diagnosed' || now.stage === 'proposed';
}

/** What was approved is taken back or kept; it is not discussed away. */
export function mayReopen(now: Case): now is Opened | Read | Diagnosed | Proposed | Proven | HandedOver {
  return (
    now.stage !== 'approved' &&
    now.stage !== 'published' &&
    now.stage !== 'rolled-back' &&
    now.stage !== 'stopped' &&
    now.stage !== 'forgotten'
  );
}

/** There are fixes, and none of them is approved. */
export function mayReprove(now: Case): now is Proposed | Proven | HandedOver {
  return now.stage === 'proposed' || now.stage === 'proven' || now.stage === 'handed-over';
}

/** What was taken back is no part of the discussion any more, and is answered no more. */
function changed(comment: Comment, { comment: seq, text }: FactBody & { kind: 'comment-changed' }): readonly Comment[] {
  if (comment.seq !== seq) return [comment];
  return text === null ? [] : [{ ...comment, text }];
}

function replaced(
  hypotheses: readonly Hypothesis[],
  { replaces, hypothesis }: FactBody & { kind: 'fix-reworded' },
): readonly Hypothesis[] {
  return hypotheses.map((each) => (each.id === replaces ? hypothesis : each));
}

function unanswered({ decision, error }: FactBody & { kind: 'failed' }): History['unanswered'][number] {
  return { to: Number.parseInt(decision ?? '', 10), error };
}

function readFrom(now: Opened, { trace, traceName, triage, reading }: FactBody & { kind: 'read' }): Read {
  return read(now, { trace, traceName, triage, reading: reading ?? USUAL_READING });
}

function diagnosedFrom(now: Read, { diagnosis, answerer, asked }: FactBody & { kind: 'diagnosed' }): Diagnosed {
  return diagnose(now, diagnosis, answerer, asked ?? [{ question: 'diagnose', answerer }]);
}

function proposedFrom(now: Diagnosed, body: FactBody & { kind: 'proposed' }): Proposed {
  const { base, check, hypotheses, answerer, advice } = body;
  return propose(now, { base, check, hypotheses, proposedBy: answerer, ...(advice && { advice }) });
}

/** The rights were judged when the fact was written, and may have changed since; everything else is judged again. */
function approvedAsJudged(now: Proven, offer: Offer, yeses: readonly Yes[]): Approved | undefined {
  const judged = approve(
    now,
    offer,
    yeses,
    {
      mayApprove: () => true,
      fourEyes: false,
      ownersOf: () => null,
      isPartial: false,
      straightTo: offer.target.branch,
    },
    0,
  );
  return 'refused' in judged ? undefined : judged;
}

function opened({ workspace, case: id, revision }: Fact, body: FactBody & { kind: 'opened' }): Opened {
  const { atMs, by, source, expectation, project, place = null } = body;
  return {
    stage: 'opened',
    workspace,
    id,
    revision,
    openedAtMs: atMs,
    openedBy: by,
    source,
    expectation,
    project,
    objections: [],
    place,
  };
}
