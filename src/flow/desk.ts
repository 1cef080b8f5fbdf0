import type { CaseId, CaseKey } from '../domain/case.ts';
import type { Place } from '../domain/discussion.ts';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { Person, Project } from '../domain/project.ts';
import type { Rating } from '../domain/rating.ts';
import type { TraceRef } from '../domain/trace.ts';
import type { Engine, Turn } from '../ports.ts';
import { DIAGNOSE } from '../refine/case/chapters.ts';
import { digestOf } from '../refine/case/digest.ts';
import { dueReplies, dueTurn } from '../refine/case/due-turn.ts';
import { asExpectation } from '../refine/case/expectation.ts';
import { fold, type History, mayReopen } from '../refine/case/fold.ts';
import { type CheckDesk, checkDesk } from './check-desk.ts';
import { type ContextDesk, contextDesk, withSavedFiles } from './context-desk.ts';
import type { Deciding } from './deciding.ts';
import { type ForgetDesk, forgetDesk } from './forget-desk.ts';
import type { House, Records } from './house.ts';
import { type LeaveDesk, leaveDesk } from './leave-desk.ts';
import { type Lookout, lookout } from './lookout.ts';
import { type MuteDesk, muteDesk } from './mute-desk.ts';
import { type OfferDesk, offerDesk } from './offer-desk.ts';
import { privacyOf } from './privacy.ts';
import { rate } from './rate.ts';
import { keepTrace } from './read-trace.ts';
import { historyOf, record } from './record.ts';

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
  /** What somebody thinks of how it went; noted on the trace as well where that can be, as far as there is an answer. */
  rate(id: CaseId, by: Person, rating: Rating, reason: string | null): Promise<void>;
  /** Ends the case for good; `too-late` for one whose fix is committed, or on its way. */
  stop(id: CaseId, by: Person): Promise<'stopped' | 'too-late'>;
  close(): Promise<void>;
}> &
  CheckDesk &
  ContextDesk &
  ForgetDesk &
  LeaveDesk &
  Lookout &
  MuteDesk &
  OfferDesk;

/** A case needs a handful of chapters; more in a row means that it does not move. */
const MOST_TURNS = 10;

export function openDesk(workspace: string, house: House, records: Records, engine: Engine): Desk {
  const { facts } = records;
  const closing = new AbortController();
  const keyOf = (id: CaseId): CaseKey => ({ workspace, id });
  const find = (id: CaseId) => historyOf(facts, keyOf(id));
  const decide: Deciding['decide'] = (id, key, decision) => record(facts, keyOf(id), key, decision);

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
    ...leaveDesk(workspace, house, records, { find, decide }),
    ...muteDesk(house, { decide }),
    ...offerDesk(house, records, { find, decide }),
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
