import { z } from 'zod';
import { CaseId, findingsOn } from '../../domain/case.ts';
import type { Offer } from '../../domain/change.ts';
import { Digest } from '../../domain/digest.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { approvalView, DOUBTS, doubtingGuards, MESSAGE, TAKE_BACK, type ToApprove } from '../modals/approval-view.ts';
import { plainText } from '../texts/plain-text.ts';
import { whatBecame } from '../what-became.ts';
import { type Asked, defineModal } from './control.ts';
import { textIn, ticksIn } from './read-values.ts';
import { goOn, problems, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId, offer: Digest });

/**
 * Approve: the modal that says yes.
 *
 * It does not decide. It stores a yes to the digest that was drawn, and answers Slack; the chapter judges whether that
 * yes counts, and the thread says what came of it. An edited message makes another offer: the yes is to that one.
 */
export const approveModal = defineModal({
  id: 'approve',
  title: 'Approve this fix',
  submit: 'Commit it',
  right: 'decide',
  carries: Carried,
  body: (shown: ToApprove) => approvalView(shown),

  async submitted(asked) {
    const { carried, press, desk, history, values } = asked;
    const { now, offers, openYes } = history;
    const shown = offers.find(({ digest }) => digest === carried.offer);
    if (now.stage !== 'proven' || openYes !== undefined || !shown) return whisper(whatBecame(history));
    if (!(await desk.mayApprove(now, press.by))) return whisper(WHY_REFUSED['not-allowed']);

    const hypothesis = now.hypotheses.find(({ id }) => id === shown.hypothesisId);
    const findings = hypothesis ? findingsOn(now, hypothesis) : [];
    const accepts = ticksIn(values, DOUBTS);
    if (!doubtingGuards(findings).every((guard) => accepts.includes(guard)))
      return problems({ [DOUBTS]: 'Tick every doubt to approve, or choose another fix.' });
    if (values.has(MESSAGE) && textIn(values, MESSAGE).trim() === '')
      return problems({ [MESSAGE]: 'A commit needs a message. Say in a line what it changes.' });

    const offer = await offerInTheirWords(shown, asked);
    if ('refused' in offer) return whisper(WHY_REFUSED['offer-outdated']);
    await desk.sayYes(carried.id, press.by, offer, accepts);
    return goOn(carried.id);
  },
});

/** The offer that was shown, or the same one with the message that the person wrote, and what they ticked. */
async function offerInTheirWords(
  shown: Offer,
  { carried, press, desk, values }: Asked<z.infer<typeof Carried>>,
): Promise<Offer | Readonly<{ refused: string }>> {
  const message = textIn(values, MESSAGE).trim();
  const takenBackIfRed = ticksIn(values, TAKE_BACK).includes(TAKE_BACK) ? true : undefined;
  const isAsShown = message === '' || message === plainText(shown.target.message).trim();
  if (isAsShown && takenBackIfRed === shown.target.takenBackIfRed) return shown;
  const words = isAsShown ? shown.target.message : `${message}\n`;
  const made = await desk.offer(carried.id, press.by, shown.hypothesisId, words, takenBackIfRed);
  if ('refused' in made) return made;
  // Nobody approves what they did not see: but for what they chose, it must be what was shown.
  const isSame = made.offer.change === shown.change && made.offer.base === shown.base;
  return isSame ? made.offer : { refused: 'offer-outdated' };
}
