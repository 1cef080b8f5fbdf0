import type { Answerer, PassedOver, PassedOverReason } from '../../domain/diagnosis.ts';
import { shorten } from '../text/shorten.ts';

const NAME_CHARS = 80;

/** Who answered in whose place, and why, a sentence each; none where the one that is asked first did. */
export function insteadWords(
  { model, insteadOf = [] }: Answerer,
  done: 'Answered' | 'Proposed' = 'Answered',
): readonly string[] {
  return [...Map.groupBy(insteadOf, ({ instead }) => instead)].map(([instead, passedOver]) => {
    const inPart = instead === 'rules' && model !== 'rules' ? ' in part' : '';
    return `${done}${inPart} by ${named(instead)}, because ${reasonsOf(passedOver)}.`;
  });
}

function reasonsOf(passedOver: readonly PassedOver[]): string {
  const reasons = new Set(passedOver.map(({ model, because }) => `${named(model)} ${REASON[because]}`));
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(reasons);
}

const named = (model: string): string => shorten(model, NAME_CHARS);

const REASON: Readonly<Record<PassedOverReason, string>> = {
  'model-unavailable': 'is not answering properly',
  'model-denied': 'does not accept my key',
  'model-unsuited': 'refused the request as it stands',
  'answer-unusable': 'answered in a form that I cannot use',
  'quotes-missing': 'quoted too much that is not in the trace',
};
