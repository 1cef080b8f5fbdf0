import type { Cap } from '../../domain/cap.ts';
import { costOf, type Prices } from '../../refine/case/cost-of.ts';
import { byModel, isWithin, type Spending } from '../../refine/proof/spending.ts';

/** What one case may still cost; what all may cost in a day is counted where a model is asked (`flow/within-day.ts`). */
export type Purse = Readonly<{
  /** Sets aside what one call may take; `refused` where that would go beyond the limit. Give back what was set aside once the call is over. */
  setAside(estimate: Omit<Spending, 'usd'>): Readonly<{ giveBack(): void }> | Readonly<{ refused: 'case' }>;
  note(spent: Spending): void;
}>;

/** A call costs nothing until it is made: of two that both fit alone, the second is refused when both do not. */
export function purseOf(cap: Cap, spentBefore: readonly Spending[], prices: Prices): Purse {
  let spent = byModel(spentBefore);
  const aside = new Set<Spending>();
  return {
    setAside(estimate) {
      // A copy: two equal estimates are two.
      const mine = { ...estimate, usd: costOf(estimate, prices) };
      if (!isWithin(cap, [...spent, ...aside, mine])) return { refused: 'case' };
      aside.add(mine);
      return { giveBack: () => void aside.delete(mine) };
    },
    note(line) {
      spent = byModel([...spent, line]);
    },
  };
}
