import type { Cap, DayCap } from '../../domain/cap.ts';
import { costOf, type Prices } from '../../refine/case/cost-of.ts';
import { isWithinDay } from '../../refine/proof/day-spending.ts';
import { byModel, isWithin, type Spending } from '../../refine/proof/spending.ts';

/** What one case may still cost, of its own and in this day. */
export type Purse = Readonly<{
  /** Sets aside what one call may take; `refused` where that would go beyond one of the limits. Give back what was set aside once the call is over. */
  setAside(estimate: Omit<Spending, 'usd'>): Readonly<{ giveBack(): void }> | Readonly<{ refused: 'case' | 'day' }>;
  note(spent: Spending): void;
}>;

/** A call costs nothing until it is made: of two that both fit alone, the second is refused when both do not. */
export function purseOf(
  cap: Cap,
  spentBefore: readonly Spending[],
  prices: Prices,
  day?: Readonly<{ cap: DayCap; spent: readonly Spending[] }>,
): Purse {
  let spent = byModel(spentBefore);
  let today = byModel(day?.spent ?? []);
  const aside = new Set<Spending>();
  return {
    setAside(estimate) {
      // A copy: two equal estimates are two.
      const mine = { ...estimate, usd: costOf(estimate, prices) };
      if (!isWithin(cap, [...spent, ...aside, mine])) return { refused: 'case' };
      if (day && !isWithinDay(day.cap, [...today, ...aside, mine])) return { refused: 'day' };
      aside.add(mine);
      return { giveBack: () => void aside.delete(mine) };
    },
    note(line) {
      spent = byModel([...spent, line]);
      today = byModel([...today, line]);
    },
  };
}
