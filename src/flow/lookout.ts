import type { Case, CaseId } from '../domain/case.ts';
import type { Commit } from '../domain/change.ts';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { DueRow, Engine } from '../ports.ts';
import { ROLL_BACK, WATCH, WATCH_REVERT } from '../refine/case/chapters.ts';
import { commitName, commitNames } from '../refine/case/commit-names.ts';
import { dueTurn } from '../refine/case/due-turn.ts';
import type { History } from '../refine/case/fold.ts';
import { newsIn, seenOf, waitMs, watchEnd } from '../refine/case/watching.ts';
import type { House, Records } from './house.ts';
import { historyOf } from './record.ts';
import { readMemo } from './watch-memo.ts';

/** What became of published commits since. Both throw store-unavailable, disk-full. */
export type Lookout = Readonly<{
  /**
   * Looks at the pull requests that it is time for, and lets the cases that have news tell of them. What is not answered
   * is asked later again, and told when all is done. @throws also what `CodeHost.look` throws
   */
  lookAround(): Promise<void>;
  /** Somebody says that there is news of what is known by these names. @param names as `commitNames` */
  lookSoon(names: readonly string[]): Promise<void>;
}>;

/** Looked at together. */
const MOST_AT_ONCE = 8;
/** Longer than GitHub may let a look wait; then another process takes it up. */
const HELD_MS = 10 * 60_000;

export function lookout(
  workspace: string,
  { codeHost, clock }: Pick<House, 'codeHost' | 'clock'>,
  { facts, due }: Pick<Records, 'facts' | 'due'>,
  { engine, goOn }: Readonly<{ engine: Engine; goOn(id: CaseId): Promise<History> }>,
): Lookout {
  async function lookAfter(row: DueRow): Promise<void> {
    const history = await historyOf(facts, row.at).catch(unlessGone);
    if (!history) return due.drop(row);
    const { now } = history;
    const of = row.chapter === WATCH_REVERT ? 'revert' : undefined;
    const commit = commitIn(now, of);
    // It stands, and that is being written down.
    if (commit === 'soon') return due.keep(row, { memo: row.memo, atMs: clock() + waitMs(0) });
    if (commit === 'none') return due.drop(row);
    const { repo } = now.project;
    const before = readMemo(row.memo);
    const look = await codeHost.look(repo, commit, before.look).catch(unanswered);
    if (look === undefined) return due.drop(row);

    const failure = look instanceof RefineryError ? look : undefined;
    const seen = look instanceof RefineryError ? null : look.sighting;
    const pullRequest = seen?.pullRequest ?? seenOf(history.seen, of).pullRequest;
    const end = watchEnd(history, pullRequest, clock(), of);
    const isNews = end === 'told' || (seen !== null && Object.keys(newsIn(history, seen, of)).length > 0);
    const memo = {
      quiet: isNews ? 0 : before.quiet + 1,
      look: look instanceof RefineryError ? before.look : look.memo,
      seen,
      isOver: end === 'told',
    };
    if (isNews) {
      await due.keep(row, { memo });
      const turn = { at: row.at, chapter: row.chapter, decision: String(row.turn) };
      await engine.start(turn);
      await engine.ended(turn);
    }
    await takeBack(row);
    if (end !== 'not-yet') return due.drop(row);
    const merged = pullRequest?.mergedAs;
    const about = merged && [...commitNames(repo, commit), commitName(repo, merged)];
    await due.keep(row, { memo, atMs: clock() + waitMs(memo.quiet), ...(about && { about }) });
    if (failure) throw failure;
  }

  /** What was wished for when the fix was approved, nobody presses a button for. */
  async function takeBack({ at }: DueRow): Promise<void> {
    const after = await historyOf(facts, at);
    if (dueTurn(after)?.chapter === ROLL_BACK && !after.failure) await goOn(at.id);
  }

  return {
    async lookAround() {
      const nowMs = clock();
      const when = { nowMs, heldUntilMs: nowMs + HELD_MS, limit: MOST_AT_ONCE };
      const rows = [...(await due.take(workspace, WATCH, when)), ...(await due.take(workspace, WATCH_REVERT, when))];
      const done = await Promise.allSettled(rows.map(lookAfter));
      const failed = done.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
    },

    lookSoon: (names) => due.hasten(workspace, names, clock()),
  };
}

/** What is looked at: the published commit, or the one that takes it back, where that waits for its merge. */
function commitIn(now: Case, of: 'revert' | undefined): Commit | 'soon' | 'none' {
  if (of) return now.stage === 'rolled-back' && !now.closed ? now.revert : now.stage === 'published' ? 'soon' : 'none';
  return now.stage === 'published' ? now.commit : now.stage === 'approved' ? 'soon' : 'none';
}

function unanswered(error: unknown): RefineryError {
  if (error instanceof RefineryError) return error;
  throw error;
}

function unlessGone(error: unknown): undefined {
  if (kindOf(error) !== 'case-not-found') throw error;
}
