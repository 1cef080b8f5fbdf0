import { type Case, findingsOn, type Proven, verdictOf } from '../../domain/case.ts';
import type { Finding } from '../../domain/change.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Reproduction, Verdict } from '../../domain/verdict.ts';
import { adviceWords } from '../../refine/case/advice-words.ts';
import { insteadWords } from '../../refine/case/answerer-words.ts';
import { checkWords } from '../../refine/case/check-words.ts';
import { driftWords } from '../../refine/case/drift-words.ts';
import { ON_REDACTED_TEXT } from '../../refine/case/outcome-words.ts';
import { replayedOnWords } from '../../refine/case/replayed-on-words.ts';
import { otherWords } from '../../refine/proof/other-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Screen } from '../screen.ts';

type Paint = Screen['paint'];
type Proposed = Extract<Case, { hypotheses: readonly Hypothesis[] }>;

/** What counts as right, what the replays said, and every fix with its verdict. */
export function proofView(now: Extract<Case, { reproduction: Reproduction }>, paint: Paint): string {
  const { check, reproduction, hypotheses } = now;
  const proven: Proven = { ...now, stage: 'proven' };
  return [
    `${paint('bold', 'Check')}  ${check.words}`,
    ...judgedLine(check, paint),
    `  ${reproductionLine(reproduction)}`,
    ...replayedOnWords(reproduction).map((words) => paint('yellow', `  ${words}`)),
    ...(reproduction.drift ? [paint('yellow', `  ${driftWords(reproduction.drift)}`)] : []),
    ...(reproduction.standIn && reproduction.model !== null
      ? [paint('yellow', '  Shown on a stand-in model: it tells nothing of how a real model would answer.')]
      : []),
    ...([reproduction, ...now.verdicts].some(({ redacted }) => redacted)
      ? [paint('yellow', `  ${ON_REDACTED_TEXT}`)]
      : []),
    '',
    paint('bold', 'Fixes'),
    ...proposedLines(now, paint),
    ...hypotheses.map((hypothesis) =>
      hypothesisView(hypothesis, verdictOf(proven, hypothesis), findingsOn(proven, hypothesis), paint),
    ),
  ].join('\n');
}

/** Before the replays, or where they could not run. */
export function proposedView(now: Proposed, paint: Paint): string {
  return [
    `${paint('bold', 'Check')}  ${now.check.words}`,
    ...judgedLine(now.check, paint),
    '',
    paint('bold', 'Fixes'),
    ...proposedLines(now, paint),
    ...now.hypotheses.map((hypothesis) => hypothesisView(hypothesis, undefined, hypothesis.findings, paint)),
  ].join('\n');
}

function proposedLines({ proposedBy, advice }: Proposed, paint: Paint): readonly string[] {
  return [
    ...insteadWords(proposedBy, { done: 'Proposed' }).map((words) => paint('yellow', `  ${words}`)),
    ...adviceWords(advice).map(([name, read]) => paint('dim', `  ${name}: ${read}`)),
  ];
}

function judgedLine(check: Proven['check'], paint: Paint): readonly string[] {
  const { judged } = checkWords(check);
  return judged === null ? [] : [paint('dim', `  ${judged}`)];
}

function hypothesisView(
  { id, title, rationale, risks }: Hypothesis,
  verdict: Verdict | undefined,
  findings: readonly Finding[],
  paint: Paint,
): string {
  return [
    `  ${paint('bold', id)} ${title}: ${verdictLine(verdict, paint)}`,
    `     ${paint('dim', rationale)}`,
    ...(verdict ? otherWords(verdict).map((words) => `     ${words}`) : []),
    ...(verdict?.evalSet?.url ? [`     ${paint('dim', verdict.evalSet.url)}`] : []),
    ...(verdict?.sample && verdict.word !== 'inconclusive' ? [`     With it: “${shorten(verdict.sample, 160)}”`] : []),
    `     ${paint('dim', `Risk: ${risks}`)}`,
    ...findings.map((finding) => `     ${findingLine(finding, paint)}`),
  ].join('\n');
}

/** One line, for a list to choose from too. */
export function verdictLine(verdict: Verdict | undefined, paint: Paint): string {
  if (!verdict) return paint('dim', 'not proved yet');
  const since =
    verdict.drift?.replayed && verdict.of > 0 ? paint('yellow', ' (the prompt has changed since the trace)') : '';
  const how = verdict.substituted ? paint('yellow', ' (tried on the text of the message, not through the file)') : '';
  return `${outcomeLine(verdict, paint)}${since}${how}`;
}

function outcomeLine({ word, fixed, of, reason }: Verdict, paint: Paint): string {
  switch (word) {
    case 'fixed':
      return paint('green', `fixed the reported answer ${fixed} of ${of} times`);
    case 'partly-fixed':
      return paint('yellow', `fixed the reported answer only ${fixed} of ${of} times`);
    case 'not-fixed':
      return paint('red', `did not fix it (${fixed} of ${of})`) + (reason ? paint('dim', `: ${reason}`) : '');
    case 'inconclusive':
      return paint('dim', `not proved. ${reason ?? ''}`);
  }
}

export function reproductionLine({ word, failed, of, model, reason, recorded }: Reproduction): string {
  const tail = model === null ? '' : ` (${model})`;
  switch (word) {
    case 'reproduced':
      return `Reproduced: without a change, ${failed} of ${of} fresh answers fail${tail}.`;
    case 'not-reproduced':
      return `Not reproduced: all ${of} fresh answers pass${tail}.${recorded === 'passed' ? ' The recorded answer passes, too.' : ''}`;
    case 'inconclusive':
      return `Inconclusive. ${reason ?? ''}`;
  }
}

export function findingLine({ severity, says, guard }: Finding, paint: Paint): string {
  const mark = {
    block: paint('red', 'blocked'),
    'needs-approval': paint('yellow', 'needs your explicit yes'),
    note: paint('dim', 'note'),
  }[severity];
  return `${mark}: ${says} ${paint('dim', `[${guard}]`)}`;
}
