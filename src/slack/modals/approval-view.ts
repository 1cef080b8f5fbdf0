import type { KnownBlock } from '@slack/types';
import { findingsOn, type Missing, type Proven, verdictOf } from '../../domain/case.ts';
import type { Finding } from '../../domain/change.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { OfferInFull } from '../../flow/make-offer.ts';
import { ON_REDACTED_TEXT } from '../../refine/case/outcome-words.ts';
import { straightTo } from '../../refine/case/rights.ts';
import { fileDiff } from '../../refine/change/file-diff.ts';
import { impactLines } from '../../refine/related/impact-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { answerView } from '../texts/answer-view.ts';
import { changeFileName } from '../texts/change-lines.ts';
import { MISSING } from '../texts/missing-words.ts';
import { plainText, revealedText, startOf } from '../texts/plain-text.ts';
import {
  aside,
  bold,
  bullets,
  code,
  diffLines,
  heading,
  italic,
  label,
  paragraph,
  preformatted,
  richText,
} from '../texts/rich-text.ts';
import { textField } from '../texts/text-field.ts';
import { STAND_IN_WORDS, verdictWords } from '../texts/verdict-words.ts';
import { wayBlock } from './way-block.ts';
import { wordsBlocks } from './words-blocks.ts';

export const DOUBTS = 'doubts';
export const MESSAGE = 'message';
export const TAKE_BACK = 'take-back';
const MOST_DOUBTS = 10;
const MOST_ANSWER_CHARS = 400;
const MOST_QUESTION_CHARS = 200;
const MOST_DIFF_CHARS = 3_000;
const MOST_MESSAGE_CHARS = 3_000;

/** Exactly what a yes would cover, and whose it takes after this one. */
export type ToApprove = Readonly<{
  now: Proven;
  hypothesis: Hypothesis;
  offered: OfferInFull;
  missing?: Missing | undefined;
}>;

export function approvalView({ now, hypothesis, offered, missing }: ToApprove): readonly KnownBlock[] {
  const verdict = verdictOf(now, hypothesis);
  const { target, base } = offered.offer;
  const way = wayBlock(target, straightTo(now.project));
  return [
    richText(paragraph(bold(startOf(hypothesis.title, 300))), paragraph(verdictWords(verdict))),
    ...exampleBlocks(now, verdict),
    ...(verdict?.standIn ? [aside(STAND_IN_WORDS)] : []),
    ...(verdict?.redacted ? [aside(ON_REDACTED_TEXT)] : []),
    ...diffBlocks(offered, hypothesis, changeFileName(now, hypothesis)),
    ...findingBlocks(findingsOn(now, hypothesis)),
    ...impactBlocks(hypothesis),
    richText(
      paragraph(bold('Where it goes')),
      bullets([
        target.straight
          ? [
              'Straight to ',
              code(shorten(plainText(target.branch), 200)),
              ', as its next commit: nobody has to merge it',
            ]
          : ['A new commit on the branch ', code(shorten(plainText(target.branch), 200))],
        ...(target.pullRequest
          ? [['From there, as you choose below, into ', code(shorten(plainText(target.pullRequest.base), 200))]]
          : []),
        ['In the repository ', code(shorten(plainText(target.repo), 300)), ', on top of ', code(base.slice(0, 12))],
        ...(offered.upon === undefined
          ? []
          : [
              [
                'That brings the context files of ',
                code(shorten(plainText(offered.upon), 200)),
                ', too, which nobody has merged yet',
              ],
            ]),
        ['The same yes covers taking back just this change'],
      ]),
      ...(missing ? [paragraph(bold('Your yes alone is not enough. '), MISSING[missing])] : []),
    ),
    ...(way ? [way] : []),
    ...wordsBlocks(hypothesis),
    messageBlock(target.message),
    ...(target.pullRequest ? [TAKE_BACK_BLOCK] : []),
  ];
}

/** Who uses what is changed, and what would notice. */
function impactBlocks({ impact = [] }: Hypothesis): readonly KnownBlock[] {
  const lines = impactLines(impact).map((pieces) =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : code(shorten(plainText(piece.path), 200)))),
  );
  return lines.length === 0 ? [] : [richText(paragraph(bold('What it reaches')), bullets(lines))];
}

const TAKE_BACK_BLOCK: KnownBlock = {
  type: 'input',
  block_id: TAKE_BACK,
  optional: true,
  label: label('If its CI fails', 2_000),
  element: {
    type: 'checkboxes',
    action_id: TAKE_BACK,
    options: [
      {
        text: label('Take it back by itself', 75),
        description: label('Before the merge, or up to a day after it; this is part of your yes', 75),
        value: TAKE_BACK,
      },
    ],
  },
};

/** What customers will see change: real answers of the replays, never a model's idea of them. */
function exampleBlocks({ reproduction }: Proven, verdict: Verdict | undefined): readonly KnownBlock[] {
  const examples = verdict?.examples ?? [];
  if (examples.length === 0) {
    const answers = [
      ...answerView('Before, customers were told:', reproduction.sample, MOST_ANSWER_CHARS),
      ...answerView('With this fix:', verdict?.sample ?? null, MOST_ANSWER_CHARS),
    ];
    return answers.length === 0 ? [] : [richText(...answers)];
  }
  return [
    heading('What customers will see change'),
    ...examples.map(({ question, before, after, worse }) =>
      richText(
        paragraph(...(worse ? [bold('Gets worse. ')] : []), 'Asked: ', italic(startOf(question, MOST_QUESTION_CHARS))),
        ...answerView('Before:', before, MOST_ANSWER_CHARS),
        ...answerView('With this fix:', after, MOST_ANSWER_CHARS),
      ),
    ),
  ];
}

/** The guards whose doubts need an explicit yes, in the order of their findings. */
export function doubtingGuards(findings: readonly Finding[]): readonly string[] {
  const doubts = findings.filter(({ severity }) => severity === 'needs-approval');
  return [...new Set(doubts.map(({ guard }) => guard))].slice(0, MOST_DOUBTS);
}

/** Files in the order of the edits, which begin with what the fix is about. */
function diffBlocks({ writes, before }: OfferInFull, { change }: Hypothesis, fileName: string): readonly KnownBlock[] {
  const order = change.edits.map(({ path }) => path);
  const sorted = writes.toSorted((a, b) => order.indexOf(a.path) - order.indexOf(b.path));
  const diff = sorted.map(({ path, bytes }) => fileDiff(path, before.get(path) ?? null, bytes)).join('\n');
  const shown = revealedText(diff);
  const isCut = shown.length > MOST_DIFF_CHARS;
  return [
    richText(paragraph(bold('What changes')), diffLines(startOf(shown, MOST_DIFF_CHARS))),
    ...(isCut ? [aside(`This is the beginning. The whole change is in the thread, as the file ${fileName}.`)] : []),
  ];
}

export function findingBlocks(findings: readonly Finding[]): readonly KnownBlock[] {
  if (findings.length === 0) return [];
  const lines = findings
    .slice(0, 20)
    .map(({ severity, says, path }) => [
      bold(SEVERITY[severity]),
      ` ${shorten(plainText(says), 400)}`,
      ...(path === null ? [] : [italic(` (${shorten(plainText(path), 200)})`)]),
    ]);
  const guards = doubtingGuards(findings);
  return [
    richText(paragraph(bold('What the safety rules say')), bullets(lines)),
    ...(guards.length === 0 ? [] : [doubtsBlock(guards, findings)]),
  ];
}

const SEVERITY: Readonly<Record<Finding['severity'], string>> = {
  block: 'Blocked.',
  'needs-approval': 'Needs your explicit yes.',
  note: 'Note.',
};

function doubtsBlock(guards: readonly string[], findings: readonly Finding[]): KnownBlock {
  const options = guards.map((guard) => {
    const says = findings.find((finding) => finding.guard === guard && finding.severity === 'needs-approval')?.says;
    return { text: label(shorten(plainText(says ?? guard), 75), 75), value: guard };
  });
  return {
    type: 'input',
    block_id: DOUBTS,
    label: label('I have read these doubts, and approve all the same', 2_000),
    element: { type: 'checkboxes', action_id: DOUBTS, options },
  };
}

/** A message that is too long for an input is shown and can't be edited. */
export function messageBlock(message: string): KnownBlock {
  const text = plainText(message).trim();
  if (text.length > MOST_MESSAGE_CHARS)
    return richText(paragraph(bold('Commit message')), preformatted(startOf(text, MOST_MESSAGE_CHARS)));
  return textField({
    id: MESSAGE,
    title: 'Commit message',
    value: text,
    isLong: true,
    mostChars: MOST_MESSAGE_CHARS,
  });
}
