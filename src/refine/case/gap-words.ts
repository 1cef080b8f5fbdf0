import type { Gap } from '../../domain/diagnosis.ts';

/** Clause by clause, the unmet first, to stand in a list. Nothing for one clause alone: there the diagnosis says it. */
export function gapWords(
  gaps: readonly Gap[] = [],
): readonly Readonly<{ state: string; clause: string; because: string }>[] {
  if (gaps.length < 2) return [];
  const worstFirst = gaps.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return worstFirst.map(({ state, clause, because }) => ({ state: STATE[state], clause, because }));
}

const ORDER: readonly Gap['state'][] = ['incorrect', 'missing', 'partial', 'met'];

const STATE: Readonly<Record<Gap['state'], string>> = {
  incorrect: 'Wrong',
  missing: 'Missing',
  partial: 'In part',
  met: 'Met',
};
