import type { Published, RolledBack } from '../../domain/case.ts';
import { mayBeChosen } from '../proof/rank.ts';
import { dueTurn } from './due-turn.ts';
import { fixNow } from './fix-now.ts';
import type { History } from './fold.ts';

/** Who a case waits for, as a list sorts it: `waits` for a person here, `works` for the analyst, `merge` for a person elsewhere. */
export type Standing = 'waits' | 'works' | 'merge' | 'fixed' | 'over';

export const STANDINGS: readonly Standing[] = ['waits', 'works', 'merge', 'fixed', 'over'];

export function standingOf(history: History): Standing {
  const { now, failure } = history;
  if (now.stage === 'stopped' || now.stage === 'handed-over' || now.stage === 'forgotten') return 'over';
  if (now.stage === 'rolled-back') return WHERE[fixNow(now, history)];
  if (failure) return 'waits';
  if (dueTurn(history)) return 'works';
  if (now.stage !== 'published' || isStuck(history) || isRed(history)) return 'waits';
  return WHERE[fixNow(now, history)];
}

const WHERE = { stands: 'fixed', unmerged: 'merge', going: 'merge', declined: 'over', gone: 'over' } as const;

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
  if (isStuck(history)) return 'It could not be taken back: see the end of its thread';
  if (isRed(history)) return 'CI fails with the fix: take it back, or mend what fails';
  const { commit, offer } = now;
  const { pullRequest, isOver } = history.seen;
  if (!commit.pullRequest) return offer.target.straight ? 'Fixed' : 'Fix committed to a branch of its own';
  const fix = fixNow(now, history);
  if (fix === 'stands') return 'Fixed: its pull request is merged';
  if (fix === 'declined') return 'Its pull request was closed, so nothing has changed';
  if ((pullRequest?.changesAskedBy.length ?? 0) > 0) return 'Changes are asked for in its pull request';
  return isOver ? 'Its pull request was not merged in a week: look on GitHub' : 'Its pull request waits to be merged';
}

function rolledBackWords(now: RolledBack, history: History): string {
  if (now.closed) return 'Its pull request was closed again before anybody merged it';
  const fix = fixNow(now, history);
  if (fix === 'going') return 'The pull request that takes the fix back waits to be merged';
  return fix === 'stands' ? 'Fixed: the pull request to take it back was closed' : 'Committed, and taken back again';
}

/** Somebody wants it gone, and it can't be taken back by itself. */
const isStuck = ({ refusal }: History): boolean => refusal?.kind === 'roll-back-refused';

/**
 * CI failed when it was last looked at: that nobody looks any more mends nothing. On a branch that became somebody else's,
 * it is theirs.
 */
function isRed({ seen: { ci, pullRequest, merge } }: History): boolean {
  if (pullRequest?.state === 'merged') return merge?.ci?.state === 'red';
  return pullRequest?.state !== 'closed' && pullRequest?.isTheirs !== true && ci?.state === 'red';
}
