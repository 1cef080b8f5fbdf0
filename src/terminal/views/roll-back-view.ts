import type { History } from '../../refine/case/fold.ts';
import { branchGoneWords, rolledBackWords, stillOnWords } from '../../refine/case/roll-back-words.ts';
import { printable } from '../../refine/text/printable.ts';

/** What came of asking for a roll-back. */
export function rollBackView({ now, refusal, failure }: History): string {
  if (now.stage === 'rolled-back') {
    return [rolledBackWords(now), stillOnWords(now) ?? ''].filter(Boolean).map(printable).join('\n');
  }
  if (refusal?.kind === 'roll-back-refused' && refusal.goneBut && 'commit' in now)
    return printable(branchGoneWords(refusal.goneBut, now.commit));
  if (refusal?.kind === 'roll-back-refused')
    return `Not rolled back: ${refusal.changedSince.map(printable).join(', ') || 'its branch'} changed since. Take the change back by hand on ${
      'commit' in now ? now.commit.branch : 'its branch'
    }, or undo the later commits first.`;
  if (failure) return `Not rolled back: ${printable(failure.detail)}`;
  return `There is nothing to take back: ${now.id} has no commit that stands.`;
}
