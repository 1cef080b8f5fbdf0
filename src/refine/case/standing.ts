import type { Published, RolledBack } from '../../domain/case.ts';
import { mayBeChosen } from '../proof/rank.ts';
import { dueTurn } from './due-turn.ts';
import type { History } from './fold.ts';

/** Who a case waits for, as a list sorts it: `waits` for a person here, `works` for the analyst, `merge` for a person elsewhere. */
export type Standing = 'waits' | 'works' | 'merge' | 'fixed' | 'over';

export const STANDINGS: readonly Standing[] = ['waits', 'works', 'merge', 'fixed', 'over'];

export function standingOf(history: History): Standing {
  const { now, failure } = history;
  if (now.stage === 'stopped' || now.stage === 'handed-over' || now.stage === 'forgotten') return 'over';
  if (now.stage === 'rolled-back') return unmergedRevert(now, history) === 'open' ? 'merge' : 'over';
  if (failure) return 'waits';
  if (dueTurn(history)) return 'works';
  if (now.stage !== 'published') return 'waits';
  if (isRed(history)) return 'waits';
  return WHERE[fixNow(now, history)];
}

/** What a case waits for, or what became of it, in a few words for a list. */
export function standingWords(history: History): string {
  const { now, failure, sending, spending } = history;
  if (now.stage === 'stopped') return 'Stopped';
  if (now.stage === 'forgotten') return 'Forgotten';
  if (now.stage === 'handed-over') return 'Handed over: no fix could be proved';
  if (now.stage === 'rolled-back') return rolledBackWords(now, history);
  if (failure) return 'Something went wrong, and waits for a decision';
  if (sending) return 'Waits for a yes to what is sent to a model';
  if (spending) return 'Waits for a yes to spending more';
  if (dueTurn(history)) return WORKS[now.stage];
  if (now.stage === 'proven') {
    const holding = now.hypotheses.filter((hypothesis) => mayBeChosen(now, hypothesis)).length;
    return holding === 1 ? 'One fix holds, and waits for approval' : `${holding} fixes hold: choose one`;
  }
  return now.stage === 'published' ? publishedWords(now, history) : WORKS[now.stage];
}

/**
 * What became of a committed fix, as far as anybody saw: it `stands`, its pull request is `unmerged` yet, or was
 * `declined`, that is closed.
 */
export type FixNow = 'stands' | 'unmerged' | 'declined';

export function fixNow({ commit }: Published, { seen }: Pick<History, 'seen'>): FixNow {
  if (!commit.pullRequest) return 'stands';
  const state = seen.pullRequest?.state ?? 'open';
  if (state === 'merged') return 'stands';
  return state === 'open' ? 'unmerged' : 'declined';
}

const WHERE = { stands: 'fixed', unmerged: 'merge', declined: 'over' } as const;

const WORKS = {
  opened: 'The trace is being read',
  read: 'The cause is being looked for',
  diagnosed: 'Fixes are being thought of',
  proposed: 'Fixes are being tried',
  proven: 'A fix is being committed',
  approved: 'A fix is being committed',
  published: 'The fix is being taken back',
} as const;

function publishedWords(now: Published, history: History): string {
  if (isRed(history)) return 'CI fails with the fix: take it back, or mend what fails';
  const { commit, offer } = now;
  if (!commit.pullRequest) return offer.target.straight ? 'Fixed' : 'Fix committed to a branch of its own';
  const isAsked = (history.seen.pullRequest?.changesAskedBy.length ?? 0) > 0;
  return {
    stands: 'Fixed: its pull request is merged',
    unmerged: isAsked ? 'Changes are asked for in its pull request' : 'Its pull request waits to be merged',
    declined: 'Its pull request was closed, so nothing has changed',
  }[fixNow(now, history)];
}

function rolledBackWords(now: RolledBack, history: History): string {
  if (now.closed) return 'Its pull request was closed again before anybody merged it';
  const revert = unmergedRevert(now, history);
  if (revert === 'open') return 'Fixed; the pull request that takes it back waits to be merged';
  return revert === 'closed' ? 'Fixed; the pull request to take it back was closed' : 'Fixed, and taken back again';
}

/** How the pull request stands that takes a fix back; `undefined` where there is none, or it is merged. */
function unmergedRevert({ revert, closed }: RolledBack, { seen }: History): 'open' | 'closed' | undefined {
  if (!revert.pullRequest || closed) return undefined;
  const state = seen.revert?.pullRequest?.state ?? 'open';
  return state === 'merged' ? undefined : state;
}

/** CI fails on what people were told of, and is looked at still. On a branch that became somebody else's, it is theirs. */
function isRed({ seen: { ci, pullRequest, merge, isOver } }: History): boolean {
  if (pullRequest?.state === 'merged') return merge?.ci?.state === 'red' && !merge.isOver;
  return pullRequest?.state !== 'closed' && pullRequest?.isTheirs !== true && ci?.state === 'red' && !isOver;
}
