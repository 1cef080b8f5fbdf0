import type { Button } from '@slack/types';
import type { CaseId } from '../../domain/case.ts';
import type { Fact } from '../../domain/fact.ts';
import { MOST_REPLAYS, type ReplayPlan } from '../../domain/replay-plan.ts';
import { handOverWords } from '../../refine/case/outcome-words.ts';
import { tryAgainButton } from '../controls/again.ts';
import { changeCheckButton } from '../controls/check.ts';
import { moreReplaysButton, otherMessageButton } from '../controls/replays.ts';
import { stopButton } from '../controls/stop.ts';
import { drawnToFit, type Post } from '../post.ts';
import { isCurrent, knownAt, type Scene } from '../scene.ts';
import { evidencePack, failingTest } from '../texts/hand-over-files.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { startOf } from '../texts/plain-text.ts';
import { bold, buttons, code, heading, label, paragraph, richText } from '../texts/rich-text.ts';
import { whatAgain } from '../what-again.ts';
import { closingView } from './closing-view.ts';

/** An honest end without a fix: whose work it probably is, and what that person can start from. What was tried, and how it still fails, stands right above. */
export function handedOverView(scene: Scene, { revision, seq }: Fact): Post | undefined {
  const known = knownAt(scene.history, revision, 'because');
  if (!known) return undefined;
  const { id, because, diagnosis, check } = known;
  const said = handOverWords(known);
  const isOpen = because === 'inconclusive' && whatAgain(scene.history, seq) !== undefined;
  // To try the same again would end the same way; what is said names the way out.
  const isUnjudged = check.rubric !== undefined && check.judge === undefined;
  const didNotShow = because === 'not-reproduced' && isCurrent(scene.history, { revision });
  const pressable = buttons(
    isOpen ? (isUnjudged ? changeCheck(id, revision) : tryAgainButton.draw({ id, seq })) : undefined,
    ...(didNotShow ? waysOn(id, revision, known.plan) : []),
  );
  return drawnToFit((room) => ({
    slot: `handed-over/${revision}`,
    text: noticeOf(known, said.join(' ')),
    blocks: [
      heading(because === 'not-reproduced' ? 'It did not go wrong again' : 'Handed over'),
      richText(...said.map((sentence) => paragraph(sentence))),
      ...(because === 'not-reproduced'
        ? []
        : [
            richText(paragraph(bold('For the engineer')), paragraph(startOf(diagnosis.explanation, room(1_200)))),
            richText(paragraph(bold('A test that fails until it is mended: '), startOf(check.words, room(500)))),
          ]),
      ...(pressable ? [pressable] : []),
      ...(isCurrent(scene.history, { revision }) && scene.history.now.stage === 'handed-over'
        ? closingView(scene)
        : []),
    ],
    file: evidencePack(known, scene),
  }));
}

function changeCheck(id: CaseId, revision: number): Button {
  const button = changeCheckButton.draw({ id, revision });
  return { ...button, text: label('Change what counts as right…', 75), style: 'primary' };
}

/** What an engineer can run until it passes. */
export function failingTestView(scene: Scene, { revision }: Fact): Post | undefined {
  const known = knownAt(scene.history, revision, 'because');
  const file = known && failingTest(known, scene.failingCalls.get(known.diagnosis.failingRunId ?? ''));
  if (!known || !file) return undefined;
  return {
    slot: `failing-test/${revision}`,
    text: noticeOf(known, 'a test that fails until it is mended'),
    blocks: [
      richText(
        paragraph(
          'The failing call with its check, as a file. It passes once this no longer fails: ',
          code(`refinery reproduce ${file.name} --mended`),
        ),
      ),
    ],
    file,
  };
}

/** A failure may come back when it is tried more often, or when the customer says it in other words. */
function waysOn(id: CaseId, revision: number, { replays }: ReplayPlan): readonly (Button | undefined)[] {
  return [
    replays < MOST_REPLAYS ? moreReplaysButton.draw({ id, revision }) : undefined,
    otherMessageButton.draw({ id, revision }),
    stopButton.draw({ id }),
  ];
}
