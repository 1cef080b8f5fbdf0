import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Example } from '../../domain/tried-trace.ts';
import type { OfferInFull } from '../../flow/make-offer.ts';
import { type ImpactPiece, impactLines } from '../../refine/related/impact-words.ts';
import { printable } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Screen } from '../screen.ts';
import { diffView } from './diff-view.ts';
import { findingLine } from './proof-view.ts';

/** Exactly what a yes would cover. */
export function offerView(
  offered: OfferInFull,
  { title, findings, impact = [] }: Pick<Hypothesis, 'title' | 'findings' | 'impact'>,
  examples: readonly Example[],
  paint: Screen['paint'],
): string {
  const { target, base, digest } = offered.offer;
  return [
    `${paint('bold', 'To approve')}  ${printable(title)}`,
    `  ${target.straight ? 'Straight to' : 'Branch'} ${target.branch}, on ${base.slice(0, 12)} of ${target.repo}`,
    ...(offered.upon === undefined
      ? []
      : [`  That brings the context files of ${printable(offered.upon)}, too, which nobody has merged yet`]),
    ...(target.pullRequest ? [`  With a pull request into ${printable(target.pullRequest.base)}`] : []),
    `  ${paint('dim', `offer ${digest.slice(0, 16)}`)}`,
    ...findings.map((finding) => `  ${findingLine({ ...finding, says: printable(finding.says) }, paint)}`),
    ...impactLines(impact).map((pieces) => `  ${printable(pieces.map(inWords).join(''))}`),
    ...examplesView(examples, paint),
    '',
    diffView(offered, paint),
    '',
    ...printable(target.message)
      .trimEnd()
      .split('\n')
      .map((line) => paint('dim', `  ${line}`)),
  ].join('\n');
}

const inWords = (piece: ImpactPiece): string => (typeof piece === 'string' ? piece : piece.path);

/** What customers will see change: real answers of the replays. */
function examplesView(examples: readonly Example[], paint: Screen['paint']): readonly string[] {
  if (examples.length === 0) return [];
  const line = (text: string) => shorten(printable(text).replace(/\s+/g, ' '), 300);
  return [
    '',
    paint('bold', 'What customers will see change'),
    ...examples.flatMap(({ question, before, after, worse }) => [
      `  ${worse ? 'Gets worse. ' : ''}Asked: ${line(question)}`,
      `    ${paint('red', 'before')} “${line(before)}”`,
      `    ${paint('green', 'after')}  “${line(after)}”`,
    ]),
  ];
}
