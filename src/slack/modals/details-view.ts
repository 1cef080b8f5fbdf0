import type { KnownBlock, ModalView } from '@slack/types';
import { type Proven, verdictOf } from '../../domain/case.ts';
import type { Answerer, Asked, Diagnosis } from '../../domain/diagnosis.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Reproduction, Verdict } from '../../domain/verdict.ts';
import { adviceWords } from '../../refine/case/advice-words.ts';
import { insteadWords } from '../../refine/case/answerer-words.ts';
import { hasAskedModel } from '../../refine/case/exchange-words.ts';
import type { History } from '../../refine/case/fold.ts';
import { paidWords } from '../../refine/case/paid-words.ts';
import { patternWords } from '../../refine/case/pattern-words.ts';
import { bestFirst } from '../../refine/proof/rank.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { conversationsButton } from '../controls/conversations.ts';
import { sawButton } from '../controls/saw.ts';
import { knownAt } from '../scene.ts';
import { plainText } from '../texts/plain-text.ts';
import {
  aside,
  bold,
  bullets,
  buttons,
  code,
  label,
  type Piece,
  paragraph,
  richText,
  webLink,
} from '../texts/rich-text.ts';
import { dollars, figuresWords, LEVEL } from '../texts/verdict-words.ts';

const MOST_EVIDENCE = 30;
const MOST_FIXES = 10;
const MOST_LINES = 12;

/** The figures behind one revision of a case, for whoever wants to check them. */
export function detailsView(history: History, revision: number): ModalView {
  return {
    type: 'modal',
    title: label('Details', 24),
    close: label('Close', 24),
    blocks: [...analystBlocks(history, revision), ...proofBlocks(history, revision)],
  };
}

function analystBlocks(history: History, revision: number): readonly KnownBlock[] {
  const now = knownAt(history, revision, 'diagnosis');
  if (!now) return [aside('There are no figures yet: the diagnosis is not made.')];
  const { diagnosis, diagnosedBy } = now;
  const rows: readonly Row[] = [
    ['Kind of cause', diagnosis.category],
    ['For an engineer', short(diagnosis.explanation)],
    ['It would be wrong if one saw', short(diagnosis.falsifiedBy)],
    ['Quotes left out because they were not in the trace', String(diagnosis.droppedQuotes)],
    ['Repository', code(shorten(plainText(now.project.repo), 300))],
    ['Trace', code(now.trace.slice(0, 16))],
  ];
  const answers: readonly Row[] = [...askedBefore(now.asked), ['What went wrong', answeredBy(diagnosedBy)]];
  const pressable = buttons(hasAskedModel(history) ? sawButton.draw({ id: now.id }) : undefined);
  const names = new Map(now.triage.suspects.map(({ runId, name }) => [runId, name]));
  const runs = [...new Set(diagnosis.evidence.map(({ runId }) => runId))].slice(0, MOST_EVIDENCE);
  return [
    table('Diagnosis', rows),
    ...analysisBlocks(diagnosis, names),
    ...(runs.length === 0
      ? []
      : [
          richText(
            paragraph(bold('Runs that are quoted')),
            bullets(runs.map((id) => [named(names.get(id)), code(shorten(plainText(id), 80))])),
          ),
        ]),
    table('Who answered', answers),
    ...(pressable ? [pressable] : []),
  ];
}

/** Each question that was asked on the way to the diagnosis, with what it took. */
function askedBefore(asked: readonly Asked[]): readonly Row[] {
  const byQuestion = Map.groupBy(asked.slice(0, -1), ({ question }) => question);
  return [...byQuestion].map(([question, all]) => {
    const [first] = all;
    const times = all.length > 1 ? `${all.length} times: ` : '';
    return [QUESTION[question] ?? question, `${times}${first ? answeredBy(sumOf(all)) : ''}`] as const;
  });
}

const QUESTION: Readonly<Record<string, string>> = {
  health: 'Token health',
  clarify: 'Is the expectation clear',
  analyse: 'What happened',
  gap: 'Held against the expectation',
};

function sumOf(asked: readonly Asked[]): Answerer {
  const [first] = asked;
  if (!first) throw new Error('nobody was asked');
  const sum = (of: (answerer: Answerer) => number) => asked.reduce((all, { answerer }) => all + of(answerer), 0);
  return {
    ...first.answerer,
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    tookMs: sum(({ tookMs }) => tookMs),
    insteadOf: asked.flatMap(({ answerer }) => answerer.insteadOf ?? []),
  };
}

/** What happened step by step, where it may have gone wrong, and where tokens went. */
function analysisBlocks(
  { analysis, suspects = [], health = [] }: Diagnosis,
  names: ReadonlyMap<string, string>,
): readonly KnownBlock[] {
  const lines: readonly Row[] = [
    ...(analysis?.decisions ?? []).slice(0, MOST_LINES).map((decision) => {
      return [short(decision.decided), short(decision.because)] as const;
    }),
  ];
  return [
    ...listed('What happened, step by step', analysis?.events.map(({ what }) => what) ?? []),
    ...(lines.length === 0 ? [] : [table('What was decided on the way', lines)]),
    ...listed(
      'Where it may have gone wrong, the likeliest first',
      suspects.map(({ runId, why }) => `${named(names.get(runId))}${why}`),
    ),
    ...listed(
      'Token health',
      health.map(({ pattern, says }) => `${capital(patternWords(pattern))}: ${says}`),
    ),
  ];
}

/** Runs that stood out are known by name. */
const named = (name: string | undefined): string => (name === undefined ? '' : `${shorten(plainText(name), 120)}: `);
const capital = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;

function listed(title: string, lines: readonly string[]): readonly KnownBlock[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => [shorten(plainText(line), 300)]);
  const more = lines.length - shown.length;
  if (shown.length === 0) return [];
  return [richText(paragraph(bold(title)), bullets(more > 0 ? [...shown, [`and ${more} more`]] : shown))];
}

function proofBlocks(history: History, revision: number): readonly KnownBlock[] {
  const now = knownAt(history, revision, 'verdicts');
  if (!now) return [];
  const { check, reproduction, proposedBy, advice, base } = now;
  const proven: Proven = { ...now, stage: 'proven' };
  return [
    table('Check and failure', [
      ['Check', short(check.words)],
      ['Without a change', `${reproduction.failed} of ${reproduction.of} fresh answers fail it`],
      ['The recorded answer', RECORDED[reproduction.recorded]],
      ['Shown on', shownOn(reproduction)],
      ['Commit of the repository', code(base.slice(0, 12))],
      ['Fixes proposed by', answeredBy(proposedBy)],
      ...adviceWords(advice).map(([name, read]) => [name, short(read)] as const),
    ]),
    ...bestFirst(proven)
      .slice(0, MOST_FIXES)
      .flatMap((hypothesis) => fixBlocks(proven, hypothesis)),
  ];
}

function fixBlocks(proven: Proven, hypothesis: Hypothesis): readonly KnownBlock[] {
  const { id, kind, title, change } = hypothesis;
  const verdict = verdictOf(proven, hypothesis);
  const others = (verdict?.similar?.traces.length ?? 0) + (verdict?.good?.traces.length ?? 0);
  const carried = { id: proven.id, revision: proven.revision, hypothesis: id };
  const pressable = buttons(others > 0 ? conversationsButton.draw(carried) : undefined);
  return [
    table(shorten(plainText(title), 200) || id, [
      ...(verdict ? verdictRows(verdict) : []),
      ...(hypothesis.before ? [['Today', short(hypothesis.before)] as const] : []),
      ...(hypothesis.after ? [['With it', short(hypothesis.after)] as const] : []),
      ['Kind', `${kind}, ${degreesOf(hypothesis)}`],
      ['Change', code(change.digest.slice(0, 16))],
    ]),
    ...(pressable ? [pressable] : []),
  ];
}

function degreesOf({ confidence, complexity, risk }: Hypothesis): string {
  const weighed = complexity && risk ? `, ${complexity} complexity, ${risk} risk` : '';
  return `${confidence} confidence${weighed}`;
}

const RECORDED: Readonly<Record<Reproduction['recorded'], string>> = {
  passed: 'passes it',
  failed: 'fails it',
  unclear: 'can’t be told to pass or fail it',
};

function verdictRows(verdict: Verdict): readonly Row[] {
  const { level, reason, similar, good, evalSet } = verdict;
  const drifted = (similar?.drifted ?? 0) + (good?.drifted ?? 0);
  return [
    ['Figures', figuresWords(verdict)],
    ...(drifted === 0 ? [] : [['Left out because they change without it, too', String(drifted)] as const]),
    ['Tried on', LEVEL[level]],
    ...(evalSet?.url ? [['Eval set', webLink('both experiments, example by example', evalSet.url)] as const] : []),
    ['Shown on', shownOn(verdict)],
    ...(reason === null ? [] : [['Why', short(reason)] as const]),
  ];
}

type Row = readonly [name: string, value: Piece];

function table(title: string, rows: readonly Row[]): KnownBlock {
  return richText(paragraph(bold(title)), bullets(rows.map(([name, value]) => [`${name}: `, value])));
}

function shownOn({ model, standIn, redacted, inputTokens, outputTokens, usd }: Reproduction | Verdict): string {
  if (model === null) return 'no model: nothing was replayed';
  const name = `${shorten(plainText(model), 80)}${standIn ? ' (a stand-in model)' : ''}`;
  const text = redacted ? ', on redacted text' : '';
  const cost = usd === undefined ? '' : `, ${dollars(usd)}`;
  return `${name}${text}, ${figure(inputTokens)} tokens in, ${figure(outputTokens)} out${cost}`;
}

function answeredBy(answerer: Answerer): string {
  const { model, promptVersion } = answerer;
  const instead = insteadWords(answerer).map((words) => plainText(words));
  if (model === 'rules') return ['rules; no model was used', ...instead].join('. ');
  const prompt = promptVersion === null ? '' : `, prompt ${shorten(plainText(promptVersion), 20)}`;
  return [`${shorten(plainText(model), 80)}${prompt}, ${paidWords(answerer)}`, ...instead].join('. ');
}

const figure = (count: number): string => count.toLocaleString('en');
const short = (text: string): string => shorten(plainText(text), 600);
