import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { OfferInFull } from '../../flow/make-offer.ts';
import { printable } from '../../refine/text/printable.ts';
import type { Screen } from '../screen.ts';
import { findingLine } from './case-view.ts';
import { diffView } from './diff-view.ts';

/** Exactly what a yes would cover. */
export function offerView(
  offered: OfferInFull,
  { title, findings }: Pick<Hypothesis, 'title' | 'findings'>,
  paint: Screen['paint'],
): string {
  const { target, base, digest } = offered.offer;
  return [
    `${paint('bold', 'To approve')}  ${printable(title)}`,
    `  Branch ${target.branch}, on ${base.slice(0, 12)} of ${target.repo}`,
    `  ${paint('dim', `offer ${digest.slice(0, 16)}`)}`,
    ...findings.map((finding) => `  ${findingLine({ ...finding, says: printable(finding.says) }, paint)}`),
    '',
    diffView(offered, paint),
    '',
    ...printable(target.message)
      .trimEnd()
      .split('\n')
      .map((line) => paint('dim', `  ${line}`)),
  ].join('\n');
}
