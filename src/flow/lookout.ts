import type { CaseId } from '../domain/case.ts';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { DueRow, Engine } from '../ports.ts';
import { ROLL_BACK, WATCH } from '../refine/case/chapters.ts';
import { dueTurn } from '../refine/case/due-turn.ts';
import type { History } from '../refine/case/fold.ts';
import { isWatchedLongEnough, newsIn, waitMs } from '../refine/case/watching.ts';
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
    // Its commit stands, and that is being written down.
    if (now.stage === 'approved') return due.keep(row, { memo: row.memo, atMs: clock() + waitMs(0) });
    if (now.stage !== 'published') return due.drop(row);
    const before = readMemo(row.memo);
    const look = await codeHost.look(now.project.repo, now.commit, before.look).catch(unanswered);
    if (look === undefined) return due.drop(row);

    const failure = look instanceof RefineryError ? look : undefined;
    const seen = look instanceof RefineryError ? null : look.sighting;
    const isOpen = seen === null || seen.pullRequest.state === 'open';
    const isOver = isOpen && isWatchedLongEnough(history, clock());
    const isNews = isOver || (seen !== null && Object.keys(newsIn(history, seen)).length > 0);
    const memo = {
      quiet: isNews ? 0 : before.quiet + 1,
      look: look instanceof RefineryError ? before.look : look.memo,
      seen,
      isOver,
    };
    if (isNews) {
      await due.keep(row, { memo });
      const turn = { at: row.at, chapter: WATCH, decision: String(row.turn) };
      await engine.start(turn);
      await engine.ended(turn);
    }
    await takeBack(row);
    if (isOver || !isOpen) return due.drop(row);
    await due.keep(row, { memo, atMs: clock() + waitMs(memo.quiet) });
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
      const rows = await due.take(workspace, WATCH, { nowMs, heldUntilMs: nowMs + HELD_MS, limit: MOST_AT_ONCE });
      const done = await Promise.allSettled(rows.map(lookAfter));
      const failed = done.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
    },

    lookSoon: (names) => due.hasten(workspace, names, clock()),
  };
}

function unanswered(error: unknown): RefineryError {
  if (error instanceof RefineryError) return error;
  throw error;
}

function unlessGone(error: unknown): undefined {
  if (kindOf(error) !== 'case-not-found') throw error;
}
