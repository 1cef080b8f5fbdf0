import { type Proven, verdictOf } from '../../domain/case.ts';
import type { Fact } from '../../domain/fact.ts';
import { handOverWords } from '../../refine/outcome-words.ts';
import { shorten } from '../../refine/shorten.ts';
import { tryAgainButton } from '../controls/again.ts';
import { noticeOf } from '../mrkdwn.ts';
import { plainText, startOf } from '../plain-text.ts';
import { drawnToFit, type Post } from '../post.ts';
import { bold, bullets, buttons, GAP, heading, paragraph, quote, richText } from '../rich-text.ts';
import { verdictWords } from '../verdict-words.ts';
import { whatAgain } from '../what-again.ts';
import { knownAt, type Scene } from './scene.ts';

const MOST_FIXES = 8;

/** An honest end without a fix: whose work it probably is, and what that person can start from. */
export function handedOverView(scene: Scene, { revision, seq }: Fact): Post | undefined {
  const known = knownAt(scene.history, revision, 'because');
  if (!known) return undefined;
  const { id, because, diagnosis, check, hypotheses, reproduction } = known;
  const proven: Proven = { ...known, stage: 'proven' };
  const said = handOverWords(because, diagnosis);
  const again = because === 'inconclusive' && whatAgain(scene.history, seq) !== undefined;
  const pressable = buttons(again ? tryAgainButton.draw({ id, seq }) : undefined);
  return drawnToFit((room) => ({
    slot: `handed-over/${revision}`,
    text: noticeOf(known, said.join(' ')),
    blocks: [
      heading('Handed over'),
      richText(
        ...said.map((sentence) => paragraph(sentence)),
        ...(hypotheses.length === 0 ? [] : [paragraph(GAP, bold('What was tried'))]),
        ...(hypotheses.length === 0
          ? []
          : [
              bullets(
                hypotheses
                  .slice(0, MOST_FIXES)
                  .map((hypothesis) => [
                    bold(shorten(plainText(hypothesis.title), room(200))),
                    `: ${shorten(plainText(verdictWords(verdictOf(proven, hypothesis))), room(300))}`,
                  ]),
              ),
            ]),
        paragraph(GAP, bold('For the engineer')),
        paragraph(startOf(diagnosis.explanation, room(1_200))),
        ...(reproduction.sample === null
          ? []
          : [paragraph('It still says, without a change:'), quote(startOf(reproduction.sample, room(400)))]),
        paragraph(GAP, bold('A test that fails until it is mended: '), startOf(check.words, room(500))),
      ),
      ...(pressable ? [pressable] : []),
    ],
  }));
}
