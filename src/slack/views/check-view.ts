import type { KnownBlock } from '@slack/types';
import type { Check } from '../../domain/check.ts';
import type { Fact } from '../../domain/fact.ts';
import { checkWords } from '../../refine/case/check-words.ts';
import { type History, mayReprove } from '../../refine/case/fold.ts';
import { agreedBy } from '../../refine/case/settled-check.ts';
import { agreeCheckButton, changeCheckButton } from '../controls/check.ts';
import { drawnToFit, type Post } from '../post.ts';
import { atRevision, isCurrent, type Scene } from '../scene.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { startOf } from '../texts/plain-text.ts';
import { aside, bold, buttons, heading, paragraph, quote, richText } from '../texts/rich-text.ts';

/** What counts as a right answer, for people to agree to. It waits for nobody: the proof has begun with it. */
export function checkView({ history }: Scene, { revision }: Fact, check: Check): Post {
  const { id } = history.now;
  const { rules, question, judged } = checkWords(check);
  const mayChange = isCurrent(history, { revision }) && mayReprove(history.now) && history.openYes === undefined;
  const isSettled = agreedBy(history, check) !== undefined;
  const pressable = buttons(
    mayChange && !isSettled ? agreeCheckButton.draw({ id, revision }) : undefined,
    mayChange ? changeCheckButton.draw({ id, revision }) : undefined,
  );
  return drawnToFit((room) => ({
    slot: `check/${revision}`,
    text: noticeOf(history.now, `What counts as right: ${check.words}`),
    blocks: [
      heading('What counts as right'),
      richText(
        ...(rules === '' && question !== null ? [] : [paragraph(startOf(rules, room(1_500)))]),
        ...(question === null
          ? []
          : [
              paragraph(bold(rules === '' ? 'A model is asked:' : 'Besides, a model is asked:')),
              quote(startOf(question, room(1_000))),
            ]),
      ),
      ...(judged === null ? [] : [aside(judged)]),
      ...stampOf(history, revision, check, mayChange),
      ...(pressable ? [pressable] : []),
    ],
  }));
}

/** Who decided about it, where the buttons were. */
function stampOf(history: History, revision: number, check: Check, mayChange: boolean): readonly KnownBlock[] {
  const next = history.facts.find((fact) => fact.revision === revision + 1)?.body;
  if (next?.kind === 'check-changed') return [aside(`${nameOf(next.by)} changed this. The new check stands below.`)];
  const person = agreedBy(atRevision(history, revision) ?? history, check);
  if (person) return [aside(`${nameOf(person)} says that this is right.`)];
  return mayChange ? [aside('Fixes are tried by this at once. If you change it, they are tried again.')] : [];
}
