import type { Case, CaseId, CaseKey, Refusal } from '../domain/case.ts';
import type { Offer, TargetWish } from '../domain/change.ts';
import type { Digest } from '../domain/digest.ts';
import type { Place } from '../domain/discussion.ts';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { Exchange } from '../domain/exchange.ts';
import type { FactBody } from '../domain/fact.ts';
import type { Person, Project } from '../domain/project.ts';
import type { Rating } from '../domain/rating.ts';
import type { TraceRef } from '../domain/trace.ts';
import type { Engine, Turn } from '../ports.ts';
import { DIAGNOSE } from '../refine/case/chapters.ts';
import { digestOf } from '../refine/case/digest.ts';
import { dueReplies, dueTurn } from '../refine/case/due-turn.ts';
import { asExpectation } from '../refine/case/expectation.ts';
import { fold, type History, isUnderWay, mayReopen } from '../refine/case/fold.ts';
import { capOf, isCapped, raiseCap, usualCap } from '../refine/proof/spending.ts';
import { type CheckDesk, checkDesk } from './check-desk.ts';
import { type ContextDesk, contextDesk, withSavedFiles } from './context-desk.ts';
import { exchangesShown } from './exchanges-shown.ts';
import { type ForgetDesk, forgetDesk } from './forget-desk.ts';
import type { House, Records } from './house.ts';
import { leakIn } from './leak-in.ts';
import { type Lookout, lookout } from './lookout.ts';
import { makeOffer, type OfferInFull, toldBy } from './make-offer.ts';
import { type Preview, previewOf } from './preview.ts';
import { confine, privacyOf } from './privacy.ts';
import { rate } from './rate.ts';
import { keepTrace } from './read-trace.ts';
import { historyOf, record } from './record.ts';
import { rightsNow } from './rights-now.ts';
import { traceOf } from './trace-of.ts';

export type OpenRequest = Readonly<{
  /** The press, message or call that asks: the same one again opens no second case. */
  requestKey: string;
  by: Person;
  source: TraceRef;
  expectation: string;
  project: Project;
  /** Where people discuss it; not given by the terminal. */
  place?: Place;
  /** Models are asked even what they answered before. */
  fresh?: true | undefined;
}>;

/**
 * Where people reach a case. Every way in, from the terminal or from Slack, is
 * one of these. A decision is first stored as a fact, then the chapter that it
 * starts is begun; so whatever is lost in between, `goOn` finds it again.
 *
 * All throw RefineryError case-not-found, store-unavailable, store-damaged, disk-full.
 */
export type Desk = Readonly<{
  /** Fetches a trace before a case of that project is opened on it, so that a mistyped one opens none. @throws also what `TraceSource.fetch`, `privacyOf` throw */
  readFirst(source: TraceRef, project: Project): Promise<void>;
  /** @throws also wrong-usage for an expectation that is empty or too long, given-missing, and what `CodeHost` throws for a repo that can't be used */
  open(request: OpenRequest): Promise<CaseId>;
  find(id: CaseId): Promise<History>;
  /**
   * Begins the chapter that is due, waits for its end, and so on until the case waits for a person.
   * A `dry` one begins no chapter that writes to the repository.
   */
  goOn(id: CaseId, how?: Readonly<{ dry?: boolean }>): Promise<History>;
  /** Keeps what somebody said in the case's thread; the same `key` again is the same comment. */
  comment(id: CaseId, key: string, said: Readonly<{ by: Person; text: string; addressed: boolean }>): Promise<void>;
  /**
   * What was said under that key stands otherwise now; `null`: it was taken back. What was kept stays in the record, and
   * counts no more. `change` names this very change.
   */
  changeComment(id: CaseId, key: string, change: string, text: string | null): Promise<void>;
  /** Answers the comments that are addressed to the analyst and have no answer yet. */
  answer(id: CaseId): Promise<void>;
  /** The first message of the case's thread stands; from now on `caseIn` finds the case by it. */
  noteThread(id: CaseId, thread: string): Promise<void>;
  /** The case that is discussed in this thread. */
  caseIn(place: Place): Promise<CaseId | undefined>;
  /** Newest first, as many as `limit`. */
  recent(limit: number): Promise<readonly History[]>;
  /**
   * "That's not it": a new revision that must deal with the objection. `message` is the one that says so, if it was
   * one: however often that is delivered, it is one objection. Else the same words about one revision are.
   */
  object(id: CaseId, by: Person, text: string, message?: string): Promise<'objected' | 'too-late'>;
  /** Everything after the reading of the trace is done again: the base moved, or somebody wants it. `fresh` as in `OpenRequest`. */
  startAgain(id: CaseId, by: Person, because: 'base-moved' | 'asked', fresh?: true): Promise<void>;
  /** Lets a case that is held up by what may be spent go on, up to as much again, and today whatever others cost; what was proposed and is known stays. */
  goFurther(id: CaseId, by: Person): Promise<void>;
  /** What people are asked to let go to models, with its text; `undefined` while nobody is asked. @throws also what `privacyOf` throws */
  preview(id: CaseId): Promise<Preview | undefined>;
  /** What the analyst's model was sent for this case and what it said, the oldest first, as long as that is kept. @throws also what `privacyOf` throws */
  exchanges(id: CaseId): Promise<readonly Exchange[]>;
  /** A person agrees to what was shown under this digest; `too-late` when that is not what is asked any more. */
  agreeToSend(id: CaseId, by: Person, shown: Digest): Promise<'agreed' | 'too-late'>;
  /** Whether somebody may approve in this case as things stand now. It is judged again when a yes is. */
  mayApprove(now: Case, by: Person): Promise<boolean>;
  /** What the person would approve, recorded as shown. `takenBackIfRed` as in `Target`. */
  offer(
    id: CaseId,
    by: Person,
    hypothesisId: string,
    wish?: TargetWish,
  ): Promise<OfferInFull | Readonly<{ refused: string }> | Refusal>;
  /** Stores the yes. The chapter judges it; `goOn` tells what came of it. */
  sayYes(id: CaseId, by: Person, offer: Offer, accepts: readonly string[]): Promise<void>;
  /** Stores that the person wants it; `nothing` when the case has no commit that stands. `goOn` tells what came of it. */
  rollBack(id: CaseId, by: Person): Promise<Refusal | 'asked' | 'nothing'>;
  /** What somebody thinks of how it went; noted on the trace as well where that can be, as far as there is an answer. */
  rate(id: CaseId, by: Person, rating: Rating, reason: string | null): Promise<void>;
  /** Ends the case for good; `too-late` for one whose fix is committed, or on its way. */
  stop(id: CaseId, by: Person): Promise<'stopped' | 'too-late'>;
  close(): Promise<void>;
}> &
  CheckDesk &
  ContextDesk &
  ForgetDesk &
  Lookout;

/** A case needs a handful of chapters; more in a row means that it does not move. */
const MOST_TURNS = 10;

export function openDesk(workspace: string, house: House, records: Records, engine: Engine): Desk {
  const { facts } = records;
  const closing = new AbortController();
  const keyOf = (id: CaseId): CaseKey => ({ workspace, id });
  const decide = async (id: CaseId, key: string, decision: (history: History) => FactBody | undefined) => {
    return record(facts, keyOf(id), key, decision);
  };
  const raised = (facts: History['facts']) => raiseCap(capOf(facts, house.cap), usualCap(facts, house.cap));
  const find = (id: CaseId) => historyOf(facts, keyOf(id));

  /** A chapter that broke before it could say so itself would be named by the same turn, and never begun again. */
  const noteBroken = async ({ at, chapter, decision }: Turn, error: unknown) => {
    const kind = kindOf(error);
    if (kind === 'store-unavailable' || (error instanceof Error && error.name === 'AbortError')) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    const failed = {
      kind: 'failed' as const,
      atMs: house.clock(),
      chapter,
      error: kind ?? 'unexpected',
      detail,
      decision,
    };
    await decide(at.id, `failed/${chapter}/${decision}`, () => failed);
  };

  const noteThread = async (id: CaseId, thread: string) => {
    const { place } = (await find(id)).now;
    if (!place) return;
    await decide(id, threadKey({ ...place, thread }), () => ({ kind: 'threaded', atMs: house.clock(), thread }));
  };

  const goOn: Desk['goOn'] = async (id, { dry = false } = {}) => {
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      const history = await find(id);
      const turn = dueTurn(history);
      if (!turn || (dry && turn.chapter !== DIAGNOSE)) return history;
      await engine.start(turn);
      await engine.ended(turn).catch((error: unknown) => noteBroken(turn, error));
      const after = await find(id);
      if (after.failure || after.head === history.head) return after;
    }
    throw new RefineryError('unexpected', `${id} does not move on`);
  };

  return {
    ...lookout(workspace, house, records, { engine, goOn }),
    ...checkDesk(house, records, { find, decide }),
    ...contextDesk(workspace, house, records, closing.signal),
    ...forgetDesk(house, records, engine, { find, decide }),
    find,
    close() {
      closing.abort();
      return engine.close();
    },

    async readFirst(source, project) {
      const { hides } = await privacyOf(project, house.codeHost);
      await keepTrace(workspace, source, hides, house, records, closing.signal);
    },

    async open({ requestKey, by, source, expectation, project, place, fresh }) {
      const said = asExpectation(expectation);
      const opening = await withSavedFiles(workspace, project, house, records);
      const body = {
        kind: 'opened' as const,
        atMs: house.clock(),
        by,
        source,
        expectation: said,
        project: opening,
        ...(place && { place }),
        ...(fresh && { fresh }),
      };
      const id = await facts.open(workspace, requestKey, body);
      if (place?.thread) await noteThread(id, place.thread);
      return id;
    },

    goOn,

    async comment(id, key, said) {
      await decide(id, `said/${key}`, () => ({ kind: 'commented', atMs: house.clock(), ...said }));
    },

    async changeComment(id, key, change, text) {
      await decide(id, `comment-changed/${key}/${change}`, ({ facts: known, comments }) => {
        const said = known.find((fact) => fact.key === `said/${key}`);
        const standing = comments.find(({ seq }) => seq === said?.seq);
        return standing && standing.text !== text
          ? { kind: 'comment-changed', atMs: house.clock(), comment: standing.seq, text }
          : undefined;
      });
    },

    async answer(id) {
      const turns = dueReplies(await find(id));
      await Promise.all(
        turns.map(async (turn) => {
          await engine.start(turn);
          await engine.ended(turn).catch((error: unknown) => noteBroken(turn, error));
        }),
      );
    },

    noteThread,
    caseIn: (place) => facts.threaded(workspace, threadKey(place)),

    async recent(limit) {
      const lines = await facts.list(workspace, limit);
      return lines.flatMap((line) => ('facts' in line ? (fold(line.facts) ?? []) : []));
    },

    async object(id, by, text, message) {
      const { now } = await find(id);
      const key = message === undefined ? `${now.revision}/${digestOf([by.id, text])}` : `said/${message}`;
      const after = await decide(id, `objected/${key}`, (history) =>
        mayReopen(history.now) ? { kind: 'objected', atMs: house.clock(), by, text } : undefined,
      );
      return after.facts.some((fact) => fact.key === `objected/${key}`) ? 'objected' : 'too-late';
    },

    async startAgain(id, by, because, fresh) {
      const { revision } = (await find(id)).now;
      await decide(id, `started-again/${revision}`, ({ now }) =>
        mayReopen(now) && now.revision === revision
          ? { kind: 'started-again', atMs: house.clock(), by, because, ...(fresh && { fresh }) }
          : undefined,
      );
    },

    async goFurther(id, by) {
      const { now: standing, facts: seen, spending } = await find(id);
      const { revision } = standing;
      if (spending) {
        const asked = seen.findLast(({ body }) => body.kind === 'spending-asked')?.seq;
        await decide(id, `spending-agreed/${asked}`, (latest) =>
          latest.spending && latest.now.revision === revision
            ? {
                kind: 'spending-agreed',
                atMs: house.clock(),
                by,
                cap: raised(latest.facts),
              }
            : undefined,
        );
        return;
      }
      await decide(id, `cap-raised/${revision}`, ({ now, facts: known, openYes }) => {
        if (now.revision !== revision || openYes !== undefined || !isCapped(now)) return undefined;
        return { kind: 'cap-raised', atMs: house.clock(), by, cap: raised(known) };
      });
    },

    async preview(id) {
      const { now, sending } = await find(id);
      if (!sending || !isUnderWay(now)) return undefined;
      const privacy = await privacyOf(now.project, house.codeHost);
      const preview = await previewOf(
        { trace: traceOf(now, house, records), reading: now.reading },
        privacy,
        confine(house, privacy),
      );
      return preview?.sending.shown === sending.shown ? preview : undefined;
    },

    async exchanges(id) {
      const { own } = await privacyOf((await find(id)).now.project, house.codeHost);
      return exchangesShown(await records.answers.exchanges(keyOf(id)), own);
    },

    async agreeToSend(id, by, shown) {
      const { revision } = (await find(id)).now;
      const key = `sending-agreed/${revision}/${shown}`;
      const after = await decide(id, key, (history) =>
        history.sending?.shown === shown && history.now.revision === revision
          ? { kind: 'sending-agreed', atMs: house.clock(), by, shown }
          : undefined,
      );
      return after.facts.some((fact) => fact.key === key) ? 'agreed' : 'too-late';
    },

    mayApprove: async (now, by) => (await rightsNow(now, records)).mayApprove(by),

    async offer(id, by, hypothesisId, wish = {}) {
      const { now } = await find(id);
      const hypothesis =
        now.stage === 'proven' ? now.hypotheses.find((candidate) => candidate.id === hypothesisId) : undefined;
      if (now.stage !== 'proven' || !hypothesis) return { refused: 'offer-outdated' };
      const made = await makeOffer(now, hypothesis, house, await toldBy(wish, now.project, house.codeHost));
      if ('refused' in made) return made;
      const leak = await leakIn('The commit message', made.offer.target.message, house);
      if (leak) return { refused: leak };
      await decide(id, `offered/${now.revision}/${made.offer.digest}`, (history) =>
        history.now.stage === 'proven' ? { kind: 'offered', atMs: house.clock(), by, offer: made.offer } : undefined,
      );
      return made;
    },

    async sayYes(id, by, offer, accepts) {
      const { now, facts: known } = await find(id);
      const yes = { offer: offer.digest, by, accepts: [...accepts].sort(), atMs: house.clock() };
      // The same press twice is one yes; after a refusal it is another one.
      const refused = known.filter(({ body }) => body.kind === 'yes-refused').length;
      const key = `yes/${now.revision}/${refused}/${digestOf([offer.digest, by.id, yes.accepts])}`;
      await decide(id, key, (history) =>
        history.now.stage === 'proven' && history.now.revision === now.revision
          ? { kind: 'said-yes', atMs: yes.atMs, yes }
          : undefined,
      );
    },

    async rollBack(id, by) {
      const { now, refusal } = await find(id);
      if (now.stage !== 'published') return 'nothing';
      if (!(await rightsNow(now, records)).mayApprove(by)) return { refused: 'not-allowed' };
      const again = refusal ? `/${refusal.atMs}` : '';
      await decide(id, `roll-back-asked/${now.commit.sha}${again}`, () => ({
        kind: 'roll-back-asked',
        atMs: house.clock(),
        by,
        commit: now.commit.sha,
      }));
      return 'asked';
    },

    async rate(id, by, rating, reason) {
      await rate({ id, by, rating, reason }, { house, decide });
    },

    async stop(id, by) {
      const { now } = await decide(id, 'stopped', (history) =>
        mayStop(history) ? { kind: 'stopped', atMs: house.clock(), by } : undefined,
      );
      return now.stage === 'stopped' ? 'stopped' : 'too-late';
    },
  };
}

/** What is published is taken back, not stopped; a commit that is under way is waited for, one that failed is not. */
function mayStop({ now: { stage }, failure }: History): boolean {
  if (stage === 'approved') return failure !== undefined;
  return stage !== 'published' && stage !== 'rolled-back' && stage !== 'stopped' && stage !== 'forgotten';
}

const threadKey = ({ team, channel, thread }: Place): string => `thread/${team}/${channel}/${thread}`;
