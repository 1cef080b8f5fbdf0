import { mayBeChosen } from '../proof/rank.ts';
import { dueTurn } from './due-turn.ts';
import type { History } from './fold.ts';

/** Who a case waits for, as a list sorts it: `waits` for a person, `works` for the analyst. */
export type Standing = 'waits' | 'works' | 'fixed' | 'over';

export function standingOf(history: History): Standing {
  const { now, failure } = history;
  if (
    now.stage === 'stopped' ||
    now.stage === 'handed-over' ||
    now.stage === 'rolled-back' ||
    now.stage === 'forgotten'
  )
    return 'over';
  if (failure) return 'waits';
  if (dueTurn(history)) return 'works';
  return now.stage === 'published' ? 'fixed' : 'waits';
}

/** What a case waits for, or what became of it, in a few words for a list. */
export function standingWords(history: History): string {
  const { now, failure, sending, spending } = history;
  if (now.stage === 'stopped') return 'Stopped';
  if (now.stage === 'forgotten') return 'Forgotten';
  if (now.stage === 'handed-over') return 'Handed over: no fix could be proved';
  if (now.stage === 'rolled-back') return 'Fixed, and taken back again';
  if (failure) return 'Something went wrong, and waits for a decision';
  if (sending) return 'Waits for a yes to what is sent to a model';
  if (spending) return 'Waits for a yes to spending more';
  if (dueTurn(history)) return WORKS[now.stage];
  if (now.stage === 'proven') {
    const holding = now.hypotheses.filter((hypothesis) => mayBeChosen(now, hypothesis)).length;
    return holding === 1 ? 'One fix holds, and waits for approval' : `${holding} fixes hold: choose one`;
  }
  return WORKS[now.stage];
}

const WORKS = {
  opened: 'The trace is being read',
  read: 'The cause is being looked for',
  diagnosed: 'Fixes are being thought of',
  proposed: 'Fixes are being tried',
  proven: 'A fix is being committed',
  approved: 'A fix is being committed',
  published: 'Fixed',
} as const;
