import type { History } from '../../refine/fold.ts';
import { printable } from '../../refine/printable.ts';

/** What came of asking for a roll-back. */
export function rollBackView({ now, refusal, failure }: History): string {
  if (now.stage === 'rolled-back')
    return `Rolled back: ${now.revert.sha} on ${now.revert.branch} restores what ${now.commit.sha} had changed.`;
  if (refusal?.kind === 'roll-back-refused')
    return `Not rolled back: ${refusal.changedSince.map(printable).join(', ')} changed since. Take the change back by hand on ${
      'commit' in now ? now.commit.branch : 'its branch'
    }, or undo the later commits first.`;
  if (failure) return `Not rolled back: ${printable(failure.detail)}`;
  return `There is nothing to take back: ${now.id} has no commit that stands.`;
}
