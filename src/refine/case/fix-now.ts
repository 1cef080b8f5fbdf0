import type { Case, Published, RolledBack } from '../../domain/case.ts';
import type { History } from './fold.ts';

/**
 * What became of a committed fix, as far as anybody saw: it `stands`; its pull request is `unmerged` yet, or was `declined`,
 * that is closed; it is `going`, once the pull request that takes it back is merged; or it is `gone`.
 */
export type FixNow = 'stands' | 'unmerged' | 'declined' | 'going' | 'gone';

export function fixNow(now: Published | RolledBack, { seen }: Pick<History, 'seen'>): FixNow {
  if (now.stage === 'published') {
    if (!now.commit.pullRequest) return 'stands';
    return OF_FIX[seen.pullRequest?.state ?? 'open'];
  }
  if (now.closed || !now.revert.pullRequest) return 'gone';
  return OF_REVERT[seen.revert?.pullRequest?.state ?? 'open'];
}

const OF_FIX = { open: 'unmerged', merged: 'stands', closed: 'declined' } as const;
/** Whoever closes what takes a fix back wants the fix. */
const OF_REVERT = { open: 'going', merged: 'gone', closed: 'stands' } as const;

export const hasFix = (now: Case): now is Published | RolledBack =>
  now.stage === 'published' || now.stage === 'rolled-back';

/** Nothing has changed in the end, and nothing more happens in the case. */
export function cameToNothing({ now, seen }: Pick<History, 'now' | 'seen'>): boolean {
  if (now.stage === 'stopped') return true;
  return hasFix(now) && ['declined', 'gone'].includes(fixNow(now, { seen }));
}
