import type { Answerer, Asked, PassedOver, PassedOverReason } from '../../domain/diagnosis.ts';
import { shorten } from '../text/shorten.ts';

const NAME_CHARS = 80;

/**
 * Who answered in whose place, and why, a sentence each; none where those who are asked first did.
 *
 * @param asked what was asked on the way to it
 */
export function insteadWords(
  answerer: Answerer,
  { done = 'Answered', asked = [] }: Readonly<{ done?: 'Answered' | 'Proposed'; asked?: readonly Asked[] }> = {},
): readonly string[] {
  const passedOver = [answerer, ...asked.map(({ answerer: other }) => other)].flatMap(
    ({ insteadOf }) => insteadOf ?? [],
  );
  const ofThis = new Set(answerer.insteadOf?.map(({ instead }) => instead));
  return [...Map.groupBy(passedOver, ({ instead }) => instead)].map(([instead, others]) => {
    const inPart = ofThis.has(instead) ? '' : ' in part';
    return `${done}${inPart} by ${named(instead)}, because ${reasonsOf(others)}.`;
  });
}

function reasonsOf(passedOver: readonly PassedOver[]): string {
  const reasons = new Set(passedOver.map(({ model, because }) => `${named(model)} ${REASON[because]}`));
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(reasons);
}

const named = (model: string): string => shorten(model, NAME_CHARS);

const REASON: Readonly<Record<PassedOverReason, string>> = {
  'model-unavailable': 'is not answering properly',
  'model-unreachable': 'can’t be reached',
  'model-limited': 'gives no more for now',
  'model-unknown': 'is not known where it was asked for',
  'model-denied': 'does not accept my key',
  'model-unsuited': 'refused the request as it stands',
  'answer-unusable': 'answered in a form that I cannot use',
  'quotes-missing': 'quoted too much that is not in the trace',
};
