import type { KnownBlock, RichTextBlockElement } from '@slack/types';
import type { Diagnosis } from '../../domain/diagnosis.ts';
import { insteadWords } from '../../refine/case/answerer-words.ts';
import { isBorneOut, NO_DIAGNOSIS, ONLY_A_GUESS } from '../../refine/case/borne-out.ts';
import { coverageWords } from '../../refine/case/coverage-words.ts';
import { mayReopen } from '../../refine/case/fold.ts';
import { gapWords } from '../../refine/case/gap-words.ts';
import { firstMeantBy } from '../../refine/case/meant.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { detailsButton } from '../controls/details.ts';
import { meantFirstButton, meantSecondButton } from '../controls/meant.ts';
import { objectButton } from '../controls/object.ts';
import { drawnToFit, type Post } from '../post.ts';
import { isCurrent, knownAt, type Scene } from '../scene.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import { aside, bold, bullets, buttons, heading, paragraph, richText } from '../texts/rich-text.ts';
import { droppedWords, evidenceView } from './evidence-view.ts';

/** What went wrong, in plain words, with quotes that code has found in the trace. */
export function diagnosisView(scene: Scene, revision: number): Post | undefined {
  const known = knownAt(scene.history, revision, 'diagnosis');
  if (!known) return undefined;
  const { diagnosis, diagnosedBy, expectation, id } = known;
  const { now, openYes } = scene.history;
  const mayObject = isCurrent(scene.history, { revision }) && mayReopen(now) && openYes === undefined;
  const pressable = buttons(
    mayObject ? objectButton.draw({ id, revision }) : undefined,
    detailsButton.draw({ id, revision }),
  );
  return drawnToFit((room) => ({
    slot: `diagnosis/${revision}`,
    text: noticeOf(known, diagnosis.summary),
    blocks: [
      heading(isBorneOut(diagnosis) ? TITLE[revision === 1 ? 'first' : 'again'] : NO_DIAGNOSIS),
      richText(
        ...(isBorneOut(diagnosis) ? [] : [paragraph(ONLY_A_GUESS)]),
        paragraph(startOf(diagnosis.summary, room(1_500))),
        paragraph(bold('Expected: '), startOf(expectation, room(500))),
        ...gapsView(diagnosis, room(200)),
      ),
      ...(!isBorneOut(diagnosis)
        ? []
        : [richText(paragraph(bold('Where it shows')), ...evidenceView(diagnosis.evidence, scene, room(400)))]),
      aside(surenessWords(diagnosis, diagnosedBy.model === 'rules', room(600))),
      ...insteadWords(diagnosedBy, { asked: known.asked }).map((words) => aside(plainText(words))),
      ...coverageView(diagnosis, room(600)),
      ...(diagnosis.droppedQuotes > 0 ? [aside(droppedWords(diagnosis.droppedQuotes))] : []),
      ...unclearView(diagnosis, scene.history, mayObject ? { id, revision } : undefined, room(300)),
      ...(now.revision > revision ? [aside('The case has moved on since: see further down.')] : []),
      ...(pressable ? [pressable] : []),
    ],
  }));
}

const TITLE = { first: 'What went wrong', again: 'What went wrong, looked at again' } as const;
const MOST_CLAUSES = 8;

function gapsView({ gaps }: Diagnosis, length: number): readonly RichTextBlockElement[] {
  const words = gapWords(gaps).slice(0, MOST_CLAUSES);
  if (words.length === 0) return [];
  const said = (text: string) => startOf(text.trim(), length);
  return [
    bullets(words.map(({ state, clause, because }) => [bold(`${state}: `), `${said(clause)}. ${said(because)}`])),
  ];
}

function coverageView({ analysis }: Diagnosis, length: number): readonly KnownBlock[] {
  const words = coverageWords(analysis?.coverage);
  return words === undefined ? [] : [aside(shorten(plainText(words), length))];
}

/** Two readings of the expectation, to choose from as long as nobody has and that can change something. */
function unclearView(
  { unclear }: Diagnosis,
  history: Scene['history'],
  carried: Parameters<typeof meantFirstButton.draw>[0] | undefined,
  length: number,
): readonly KnownBlock[] {
  if (!unclear) return [];
  const [first = '', second = ''] = unclear.readings.map((reading) => startOf(reading, length));
  const settledBy = firstMeantBy(history, unclear);
  const pressable = settledBy
    ? undefined
    : carried && buttons(meantFirstButton.draw(carried), meantSecondButton.draw(carried));
  return [
    richText(
      paragraph(bold('One question back: '), startOf(unclear.question, length)),
      bullets([
        [bold('The first: '), first, ' (so I took it)'],
        [bold('The second: '), second],
      ]),
    ),
    ...(settledBy ? [aside(`${nameOf(settledBy)} meant the first, so this stands.`)] : []),
    ...(pressable ? [pressable] : []),
  ];
}

const SURENESS: Readonly<Record<Diagnosis['confidence'], string>> = {
  low: 'I am not sure.',
  medium: 'I am fairly sure.',
  high: 'I am quite sure.',
};

/** A diagnosis is a hypothesis until the replays have spoken; that it was made without a model is always said. */
function surenessWords({ confidence, confidenceReason }: Diagnosis, byRules: boolean, length: number): string {
  const reason = shorten(plainText(confidenceReason), length);
  const unsaid = byRules && !reason.startsWith(NO_MODEL);
  return [SURENESS[confidence], ...(unsaid ? [NO_MODEL] : []), reason].join(' ').trim();
}

const NO_MODEL = 'No model was used.';
