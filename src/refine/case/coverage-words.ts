import type { Coverage } from '../../domain/diagnosis.ts';

/** What of the trace the analyst has not seen in full, in a sentence; `undefined` where it has seen all of it, or nobody counted. */
export function coverageWords(coverage: Coverage | undefined): string | undefined {
  if (!coverage) return undefined;
  const { whole, inPart, left, unread } = coverage;
  if (inPart === 0 && left === 0) return undefined;
  const of = whole + inPart + left;
  const lost = unread.length === 0 ? '' : ` I could not read ${unread.join(' and ')}.`;
  const missing = [...(inPart > 0 ? [`${inPart} in part`] : []), ...(left > 0 ? [`${left} not at all`] : [])];
  return `Of the ${of} steps of the trace I read ${whole} in full, ${missing.join(' and ')}.${lost}`;
}
