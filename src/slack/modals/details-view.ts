import type { KnownBlock, ModalView } from '@slack/types';
import { verdictOf } from '../../domain/case.ts';
import type { Answerer } from '../../domain/diagnosis.ts';
import type { Reproduction, Verdict } from '../../domain/verdict.ts';
import type { History } from '../../refine/case/fold.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { knownAt } from '../scene.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, bold, bullets, code, label, type Piece, paragraph, richText } from '../texts/rich-text.ts';

const MOST_EVIDENCE = 30;
const MOST_FIXES = 10;

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
    ['Answered by', answeredBy(diagnosedBy)],
    ['It would be wrong if one saw', short(diagnosis.falsifiedBy)],
    ['For an engineer', short(diagnosis.explanation)],
    ['Quotes left out because they were not in the trace', String(diagnosis.droppedQuotes)],
    ['Repository', code(shorten(plainText(now.project.repo), 300))],
    ['Trace', code(now.trace.slice(0, 16))],
  ];
  const runs = [...new Set(diagnosis.evidence.map(({ runId }) => runId))].slice(0, MOST_EVIDENCE);
  return [
    table('Diagnosis', rows),
    ...(runs.length === 0
      ? []
      : [
          richText(
            paragraph(bold('Runs that are quoted')),
            bullets(runs.map((id) => [code(shorten(plainText(id), 80))])),
          ),
        ]),
  ];
}

function proofBlocks(history: History, revision: number): readonly KnownBlock[] {
  const now = knownAt(history, revision, 'verdicts');
  if (!now) return [];
  const { check, reproduction, hypotheses, proposedBy, base } = now;
  const proven = { ...now, stage: 'proven' as const };
  return [
    table('Check and failure', [
      ['Check', short(check.words)],
      ['Without a change', `${reproduction.failed} of ${reproduction.of} fresh answers fail it`],
      ['The recorded answer', RECORDED[reproduction.recorded]],
      ['Shown on', shownOn(reproduction)],
      ['Commit of the repository', code(base.slice(0, 12))],
      ['Fixes proposed by', answeredBy(proposedBy)],
    ]),
    ...hypotheses.slice(0, MOST_FIXES).map((hypothesis) => {
      const verdict = verdictOf(proven, hypothesis);
      const rows: readonly Row[] = [
        ['Kind', `${hypothesis.kind}, ${hypothesis.confidence} confidence`],
        ['Change', code(hypothesis.change.digest.slice(0, 16))],
        ...(verdict ? verdictRows(verdict) : []),
      ];
      return table(shorten(plainText(hypothesis.title), 200) || hypothesis.id, rows);
    }),
  ];
}

const RECORDED: Readonly<Record<Reproduction['recorded'], string>> = {
  passed: 'passes it',
  failed: 'fails it',
  unclear: 'can’t be told to pass or fail it',
};

function verdictRows(verdict: Verdict): readonly Row[] {
  const { fixed, of, level, reason } = verdict;
  return [
    ['Replays that passed', `${fixed} of ${of}`],
    ['Level', LEVEL[level]],
    ['Shown on', shownOn(verdict)],
    ...(reason === null ? [] : [['Why', short(reason)] as const]),
  ];
}

const LEVEL: Readonly<Record<Verdict['level'], string>> = {
  call: 'the failing call alone',
  trajectory: 'the agent’s turns again, with the recorded answers of its tools',
  'eval-set': 'the project’s eval set',
};

type Row = readonly [name: string, value: Piece];

function table(title: string, rows: readonly Row[]): KnownBlock {
  return richText(paragraph(bold(title)), bullets(rows.map(([name, value]) => [`${name}: `, value])));
}

function shownOn({ model, standIn, inputTokens, outputTokens }: Reproduction | Verdict): string {
  if (model === null) return 'no model: nothing was replayed';
  const name = `${shorten(plainText(model), 80)}${standIn ? ' (a stand-in model)' : ''}`;
  return `${name}, ${figure(inputTokens)} tokens in, ${figure(outputTokens)} out`;
}

function answeredBy({ model, promptVersion, inputTokens, outputTokens }: Answerer): string {
  if (model === 'rules') return 'rules; no model was used';
  const prompt = promptVersion === null ? '' : `, prompt ${shorten(plainText(promptVersion), 20)}`;
  return `${shorten(plainText(model), 80)}${prompt}, ${figure(inputTokens)} tokens in, ${figure(outputTokens)} out`;
}

const figure = (count: number): string => count.toLocaleString('en');
const short = (text: string): string => shorten(plainText(text), 600);
