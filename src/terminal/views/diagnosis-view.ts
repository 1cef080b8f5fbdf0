import type { Case } from '../../domain/case.ts';
import type { Answerer, Coverage } from '../../domain/diagnosis.ts';
import type { Triage } from '../../domain/triage.ts';
import { insteadWords } from '../../refine/case/answerer-words.ts';
import { isBorneOut, NO_DIAGNOSIS, ONLY_A_GUESS } from '../../refine/case/borne-out.ts';
import { coverageWords } from '../../refine/case/coverage-words.ts';
import { gapWords } from '../../refine/case/gap-words.ts';
import { paidWords } from '../../refine/case/paid-words.ts';
import { signalWords } from '../../refine/suspects/signal-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Screen } from '../screen.ts';
import { analysisLines } from './analysis-lines.ts';

type Paint = Screen['paint'];
type Diagnosed = Extract<Case, { stage: 'diagnosed' }>;

/** What code alone saw. */
export function triageView({ suspects, signals }: Triage, paint: Paint): string {
  const { shown, more } = signalWords(signals, MOST_SIGNALS);
  const seen = [
    ...shown.map(({ detail, times }) => `  • ${detail}${times}`),
    ...(more > 0 ? [`  • And ${more.toLocaleString('en')} more.`] : []),
  ];
  const known = new Set(signals.map(({ detail }) => detail));
  const suspected = suspects.slice(0, 3).map(({ name, reasons }, index) => {
    const why = reasons.filter((reason) => !known.has(reason));
    return `  ${index + 1}. ${name}${why.length === 0 ? '' : `: ${why.join(' ')}`}`;
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

/** What went wrong, and what that rests on. */
export function diagnosisView(
  { diagnosis, diagnosedBy, asked, triage }: Pick<Diagnosed, 'diagnosis' | 'diagnosedBy' | 'asked' | 'triage'>,
  paint: Paint,
): string {
  const { category, summary, evidence, gaps, confidence, confidenceReason, falsifiedBy, droppedQuotes } = diagnosis;
  const { analysis, health, unclear } = diagnosis;
  const names = new Map(triage.suspects.map(({ runId, name }) => [runId, name]));
  const quotes = [...Map.groupBy(evidence, ({ runId }) => runId)].flatMap(([runId, cited]) => [
    `  In ${names.get(runId) ?? 'another step'}:`,
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

function answeredBy(answerer: Answerer): string {
  return answerer.model === 'rules' ? 'by rules' : `${answerer.model}, ${paidWords(answerer)}`;
}
