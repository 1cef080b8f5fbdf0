import { z } from 'zod';
import { Cap, CapReached } from './cap.ts';
import { Advice, CaseId, HandOverReason, RefusalReason, Yes } from './case.ts';
import { Commit, Offer } from './change.ts';
import { Check } from './check.ts';
import { Answerer, Asked, Diagnosis, Evidence } from './diagnosis.ts';
import { CommitSha, Digest } from './digest.ts';
import { Place } from './discussion.ts';
import { AskedAt } from './errors.ts';
import { Hypothesis } from './hypothesis.ts';
import { Person, Project } from './project.ts';
import { Rating } from './rating.ts';
import { Reading } from './reading.ts';
import { ReplayPlan } from './replay-plan.ts';
import { Sending } from './sending.ts';
import { Aftermath, Ci, PullRequestNow } from './sighting.ts';
import { TraceRef } from './trace.ts';
import { Triage } from './triage.ts';
import { Reproduction, Verdict } from './verdict.ts';

/**
 * All that is ever stored of a case: what happened, in order, never changed.
 * The case as it stands, its audit trail and its statistics are folds over these.
 */
const learned = { atMs: z.number() };
const branches = z.array(z.string()).readonly();
const decided = { ...learned, by: Person };

export const FactBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    ...decided,
    source: TraceRef,
    expectation: z.string(),
    project: Project,
    /** Not there for a case of the terminal. */
    place: Place.optional(),
    /** What is known of the same question is not enough. */
    fresh: z.literal(true).optional(),
  }),
  /** The first message of the case's thread stands. */
  z.object({ kind: z.literal('threaded'), ...learned, thread: z.string() }),
  z.object({ kind: z.literal('commented'), ...decided, text: z.string(), addressed: z.boolean() }),
  /** Whoever said it has said it otherwise since, or took it back: `text` is then `null`. `comment` is its seq. */
  z.object({
    kind: z.literal('comment-changed'),
    ...learned,
    comment: z.number().int(),
    text: z.string().nullable(),
  }),
  /** `to` is the seq of the comment that is answered. */
  z.object({
    kind: z.literal('replied'),
    ...learned,
    to: z.number().int(),
    text: z.string(),
    evidence: z.array(Evidence).readonly(),
    droppedQuotes: z.number().int().nonnegative(),
    answerer: Answerer,
  }),
  /** The answer to the comment `to` waits, for a limit is reached, until a person lets the case go on. */
  z.object({ kind: z.literal('reply-held'), ...learned, to: z.number().int(), reached: CapReached }),
  /** As `spending-agreed`, for the sake of an answer: what else is held up waits on. */
  z.object({ kind: z.literal('reply-agreed'), ...decided, to: z.number().int(), cap: Cap }),
  z.object({
    kind: z.literal('read'),
    ...learned,
    trace: Digest,
    traceName: z.string(),
    triage: Triage,
    /** Facts of the first release lack it. */
    reading: Reading.optional(),
  }),
  /** The project wants a person to see what would be sent before any model is asked. */
  z.object({ kind: z.literal('sending-asked'), ...learned, sending: Sending }),
  /** To what was shown under this digest. */
  z.object({ kind: z.literal('sending-agreed'), ...decided, shown: Digest }),
  /** What may be spent is: nothing more is asked of a model until a person lets the case go on. */
  z.object({ kind: z.literal('spending-asked'), ...learned, reached: CapReached }),
  /** Up to this cap, and today whatever other cases cost. */
  z.object({ kind: z.literal('spending-agreed'), ...decided, cap: Cap }),
  z.object({
    kind: z.literal('diagnosed'),
    ...learned,
    diagnosis: Diagnosis,
    answerer: Answerer,
    /** Who answered which question on the way to it, `answerer` the last of them; facts of the first release lack it. */
    asked: z.array(Asked).readonly().optional(),
  }),
  z.object({
    kind: z.literal('proposed'),
    ...learned,
    base: CommitSha,
    check: Check,
    hypotheses: z.array(Hypothesis).readonly(),
    answerer: Answerer,
    /** Not there where it was switched off. */
    advice: Advice.optional(),
  }),
  z.object({
    kind: z.literal('proven'),
    ...learned,
    reproduction: Reproduction,
    verdicts: z.array(Verdict).readonly(),
  }),
  /** `check` is the one that the person looked at. */
  z.object({ kind: z.literal('check-agreed'), ...decided, check: Digest }),
  /** `hypotheses` are the same fixes, whose eval case holds the new check. */
  z.object({
    kind: z.literal('check-changed'),
    ...decided,
    check: Check,
    hypotheses: z.array(Hypothesis).readonly(),
  }),
  z.object({ kind: z.literal('replays-asked'), ...decided, plan: ReplayPlan }),
  /** A person put a fix into words of their own, which takes the place of the one with the id `replaces`. */
  z.object({ kind: z.literal('fix-reworded'), ...decided, replaces: z.string(), hypothesis: Hypothesis }),
  z.object({ kind: z.literal('handed-over'), ...learned, because: HandOverReason }),
  z.object({ kind: z.literal('objected'), ...decided, text: z.string() }),
  z.object({
    kind: z.literal('started-again'),
    ...decided,
    because: z.enum(['base-moved', 'asked']),
    /** As in `opened`. */
    fresh: z.literal(true).optional(),
  }),
  /** What was proposed is proved further, up to this cap: what is known already is paid for. */
  z.object({ kind: z.literal('cap-raised'), ...decided, cap: Cap }),
  z.object({ kind: z.literal('offered'), ...decided, offer: Offer }),
  z.object({ kind: z.literal('said-yes'), ...learned, yes: Yes }),
  /** `yes` is the seq of the fact that was judged. */
  z.object({ kind: z.literal('yes-refused'), ...learned, yes: z.number().int(), because: RefusalReason }),
  z.object({ kind: z.literal('approved'), ...learned, offer: Offer, yeses: z.array(Yes).readonly() }),
  z.object({ kind: z.literal('published'), ...learned, commit: Commit }),
  /** The checks of the published commit say something new, or those of what came after it. */
  z.object({ kind: z.literal('ci-seen'), ...learned, of: Aftermath.exactOptional(), ci: Ci }),
  /** Its pull request stands otherwise than before, or the one that takes it back. */
  z.object({
    kind: z.literal('pull-request-seen'),
    ...learned,
    of: z.literal('revert').exactOptional(),
    pullRequest: PullRequestNow,
  }),
  /** Nobody looks at it any more, though something may still come. */
  z.object({ kind: z.literal('watch-ended'), ...learned, of: Aftermath.exactOptional() }),
  z.object({
    kind: z.literal('roll-back-asked'),
    ...decided,
    commit: CommitSha,
    /** As the person wished when they said yes. */
    because: z.literal('ci-red').exactOptional(),
  }),
  z.object({
    kind: z.literal('roll-back-refused'),
    ...learned,
    changedSince: z.array(z.string()).readonly(),
    /** Somebody has deleted the branch; these hold its commit. */
    goneBut: branches.optional(),
  }),
  z.object({
    kind: z.literal('rolled-back'),
    ...learned,
    commit: Commit,
    /** Other branches that still hold what was taken back; facts of the first release lack it. */
    alsoOn: branches.optional(),
    /** The pull request was closed before anybody merged it; `commit` is then the published one. */
    closed: z.literal(true).exactOptional(),
  }),
  z.object({ kind: z.literal('stopped'), ...decided }),
  /** The case's thread is left in peace until somebody wants to hear from it again. */
  z.object({ kind: z.literal('muted'), ...decided }),
  z.object({ kind: z.literal('unmuted'), ...decided }),
  /** What somebody thinks of how the case went; the last word of each person counts. */
  z.object({ kind: z.literal('rated'), ...decided, rating: Rating, reason: z.string().nullable() }),
  /** What was said and found is erased from here on, all of it. `left` is the digest of what stays of the facts before. */
  z.object({ kind: z.literal('forgotten'), ...decided, project: Project, place: Place.optional(), left: Digest }),
  /** What is left of a fact of a case that was forgotten; no hash is its own. `was` its kind, `by` who decided it. */
  z.object({ kind: z.literal('erased'), ...learned, was: z.string(), by: Person.optional() }),
  z.object({
    kind: z.literal('failed'),
    ...learned,
    chapter: z.string(),
    error: z.string(),
    detail: z.string(),
    /** The decision whose turn failed; facts of the first release lack it. */
    decision: z.string().optional(),
    /** The model that could not be asked; facts of the first release lack it. */
    asked: AskedAt.exactOptional(),
  }),
]);
export type FactBody = z.infer<typeof FactBody>;

/** One row. `hash` covers everything else in it, `prev` is the hash of the row before (64 zeros for the first). */
export const Fact = z
  .object({
    workspace: z.string(),
    case: CaseId,
    /** From 1, without gaps. */
    seq: z.number().int().positive(),
    revision: z.number().int().positive(),
    /** Unique in its case: the same thing can't happen twice. */
    key: z.string(),
    body: FactBody,
    prev: Digest,
    hash: Digest,
  })
  .readonly();
export type Fact = z.infer<typeof Fact>;

/** A fact that has not happened yet. */
export type NewFact = Pick<Fact, 'revision' | 'key' | 'body'>;
