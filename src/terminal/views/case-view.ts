import type { Case } from '../../domain/case.ts';
import { handOverWords } from '../../refine/case/outcome-words.ts';
import { pullRequestWords, rolledBackWords } from '../../refine/case/roll-back-words.ts';
import { printableData } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Screen } from '../screen.ts';
import { diagnosisView, triageView } from './diagnosis-view.ts';
import { proofView, proposedView } from './proof-view.ts';

type Paint = Screen['paint'];

/** How a case looks on a terminal, as far as it has come. Pure: a case in, text out. */
export function caseView(asItStands: Case, paint: Paint): string {
  const now = printableData(asItStands);
  const parts = [
    heading(now, paint),
    'triage' in now ? triageView(now.triage, paint) : '',
    'diagnosis' in now ? diagnosisView(now, paint) : '',
    'reproduction' in now ? proofView(now, paint) : 'hypotheses' in now ? proposedView(now, paint) : '',
    endView(now, paint),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function heading({ id, expectation, project, source, revision, objections }: Case, paint: Paint): string {
  const rows = [
    `${paint('bold', id)}  ${paint('dim', source.locator)}`,
    `Expected  ${expectation}`,
    `Repo      ${project.repo}`,
    ...objections.map((text) => `Objection ${text}`),
    ...(revision > 1 ? [`Revision  ${revision}`] : []),
  ];
  return rows.join('\n');
}

/** How it ended, if it did. */
export function endView(asItStands: Case, paint: Paint): string {
  const now = printableData(asItStands);
  switch (now.stage) {
    case 'handed-over':
      return [
        `${paint('yellow', 'Handed over.')} ${handOverWords(now).join('\n')}`,
        `  For the engineer: ${shorten(now.diagnosis.explanation, 600)}`,
        `  A test that fails until it is mended: ${now.check.words}`,
      ].join('\n');
    case 'published':
      return [
        `${paint('green', 'Committed')} to ${now.commit.branch} ${paint('dim', `(${now.commit.sha})`)}`,
        ...(now.commit.pullRequest ? [`  To be merged: ${pullRequestWords(now.commit.pullRequest)}`] : []),
      ].join('\n');
    case 'rolled-back':
      return now.revert.pullRequest
        ? paint('yellow', rolledBackWords(now))
        : `${paint('yellow', 'Rolled back')} ${now.commit.sha} by ${now.revert.sha} on ${now.revert.branch}`;
    case 'stopped':
      return `Stopped by ${now.stoppedBy.name}.`;
    case 'forgotten':
      return `Forgotten, as ${now.forgottenBy.name} wanted. What was known of it is erased.`;
    default:
      return '';
  }
}
