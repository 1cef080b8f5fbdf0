import type { Case, Proven } from '../../domain/case.ts';
import { findingsOn, verdictOf } from '../../domain/case.ts';
import type { Finding } from '../../domain/change.ts';
import type { Answerer, Coverage } from '../../domain/diagnosis.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Triage } from '../../domain/triage.ts';
import type { Reproduction, Verdict } from '../../domain/verdict.ts';
import { adviceWords } from '../../refine/case/advice-words.ts';
import { insteadWords } from '../../refine/case/answerer-words.ts';
import { isBorneOut, NO_DIAGNOSIS, ONLY_A_GUESS } from '../../refine/case/borne-out.ts';
import { checkWords } from '../../refine/case/check-words.ts';
import { coverageWords } from '../../refine/case/coverage-words.ts';
import { driftWords } from '../../refine/case/drift-words.ts';
import { gapWords } from '../../refine/case/gap-words.ts';
import { handOverWords, ON_REDACTED_TEXT } from '../../refine/case/outcome-words.ts';
import { paidWords } from '../../refine/case/paid-words.ts';
import { replayedOnWords } from '../../refine/case/replayed-on-words.ts';
import { pullRequestWords, rolledBackWords } from '../../refine/case/roll-back-words.ts';
import { otherWords } from '../../refine/proof/other-words.ts';
import { printableData } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Screen } from '../screen.ts';
import { analysisLines } from './analysis-lines.ts';

type Paint = Screen['paint'];
type Known<Stage extends Case['stage']> = Extract<Case, { stage: Stage }>;

/** How a case looks on a terminal, as far as it has come. Pure: a case in, text out. */
export function caseView(asItStands: Case, paint: Paint): string {
  const now = printableData(asItStands);
  const parts = [
    heading(now, paint),
    'triage' in now ? triageView(now.triage, paint) : '',
    'diagnosis' in now ? diagnosisView(now, paint) : '',
    'reproduction' in now ? proofView(now, paint) : '',
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

function triageView({ suspects, signals }: Triage, paint: Paint): string {
  const seen = signals.slice(0, MOST_SIGNALS).map(({ detail }) => `  • ${detail}`);
  const known = new Set(signals.map(({ detail }) => detail));
  const suspected = suspects.slice(0, 3).map(({ name, runId, reasons }, index) => {
    const why = reasons.filter((reason) => !known.has(reason));
    return [`  ${index + 1}. ${name}`, ...why, paint('dim', `(${runId})`)].join(' ');
  });
  return [
    paint('bold', 'What stands out'),
    ...(seen.length > 0 ? seen : ['  Nothing that code alone can see.']),
    '',
    paint('bold', 'Suspects'),
    ...suspected,
  ].join('\n');
}

const MOST_SIGNALS = 6;

function diagnosisView(
  { diagnosis, diagnosedBy, asked, triage }: Pick<Known<'diagnosed'>, 'diagnosis' | 'diagnosedBy' | 'asked' | 'triage'>,
  paint: Paint,
): string {
  const { category, summary, evidence, gaps, confidence, confidenceReason, falsifiedBy, droppedQuotes } = diagnosis;
  const { analysis, health, unclear } = diagnosis;
  const names = new Map(triage.suspects.map(({ runId, name }) => [runId, name]));
  const quotes = [...Map.groupBy(evidence, ({ runId }) => runId)].flatMap(([runId, cited]) => [
    `  In ${names.get(runId) ?? 'run'} ${paint('dim', `(${runId})`)}:`,
    ...cited.map(({ quote }) => `    “${shorten(quote, 160)}”`),
  ]);
  return [
    `${paint('bold', isBorneOut(diagnosis) ? 'Diagnosis' : NO_DIAGNOSIS)}  ${category}, ${confidence} confidence ${paint('dim', `(${answeredBy(diagnosedBy)})`)}`,
    ...insteadWords(diagnosedBy, { asked }).map((words) => paint('yellow', `  ${words}`)),
    ...(isBorneOut(diagnosis) ? [] : [paint('yellow', `  ${ONLY_A_GUESS}`)]),
    `  ${summary}`,
    ...gapWords(gaps).map(
      ({ state, clause, because }) => `  ${paint('bold', `${state}:`)} ${shorten(clause, 160)}. ${because}`,
    ),
    ...quotes,
    ...(droppedQuotes > 0
      ? [
          paint(
            'yellow',
            `  ${droppedQuotes} ${droppedQuotes === 1 ? 'quote was' : 'quotes were'} not in the trace and left out.`,
          ),
        ]
      : []),
    ...coverageLine(analysis?.coverage, paint),
    paint('dim', `  ${confidenceReason}`),
    paint('dim', `  It would be wrong if one saw: ${falsifiedBy}`),
    // What rules have to say of that stands above, with what stands out.
    ...analysisLines(diagnosedBy.model === 'rules' ? { health } : diagnosis, names, paint),
    ...(unclear
      ? [
          paint('yellow', `  One question back: ${unclear.question}`),
          `    1. ${unclear.readings[0]} ${paint('dim', '(so I took it)')}`,
          `    2. ${unclear.readings[1]}`,
        ]
      : []),
  ].join('\n');
}

function coverageLine(coverage: Coverage | undefined, paint: Paint): readonly string[] {
  const words = coverageWords(coverage);
  return words === undefined ? [] : [paint('yellow', `  ${words}`)];
}

function proofView(now: Extract<Case, { reproduction: Reproduction }>, paint: Paint): string {
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
    ...insteadWords(now.proposedBy, { done: 'Proposed' }).map((words) => paint('yellow', `  ${words}`)),
    ...adviceWords(now.advice).map(([name, read]) => paint('dim', `  ${name}: ${read}`)),
    ...hypotheses.map((hypothesis) => hypothesisView(hypothesis, proven, paint)),
  ].join('\n');
}

function judgedLine(check: Proven['check'], paint: Paint): readonly string[] {
  const { judged } = checkWords(check);
  return judged === null ? [] : [paint('dim', `  ${judged}`)];
}

function hypothesisView(hypothesis: Hypothesis, proven: Proven, paint: Paint): string {
  const { id, title, rationale, risks } = hypothesis;
  const verdict = verdictOf(proven, hypothesis);
  return [
    `  ${paint('bold', id)} ${title}: ${verdictLine(verdict, paint)}`,
    `     ${paint('dim', rationale)}`,
    ...(verdict ? otherWords(verdict).map((words) => `     ${words}`) : []),
    ...(verdict?.evalSet?.url ? [`     ${paint('dim', verdict.evalSet.url)}`] : []),
    ...(verdict?.sample && verdict.word !== 'inconclusive' ? [`     With it: “${shorten(verdict.sample, 160)}”`] : []),
    `     ${paint('dim', `Risk: ${risks}`)}`,
    ...findingsOn(proven, hypothesis).map((finding) => `     ${findingLine(finding, paint)}`),
  ].join('\n');
}

/** One line, for a list to choose from too. */
export function verdictLine(verdict: Verdict | undefined, paint: Paint): string {
  if (!verdict) return paint('dim', 'not tried yet');
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

function answeredBy(answerer: Answerer): string {
  return answerer.model === 'rules' ? 'by rules' : `${answerer.model}, ${paidWords(answerer)}`;
}
