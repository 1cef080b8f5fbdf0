import { z } from 'zod';
import { CaseId, findingsOn } from '../../domain/case.ts';
import { goesAs, type Offer } from '../../domain/change.ts';
import { Digest } from '../../domain/digest.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { approvalView, DOUBTS, doubtingGuards, MESSAGE, TAKE_BACK, type ToApprove } from '../modals/approval-view.ts';
import { WAY, wayIn } from '../modals/way-block.ts';
import { blockOf, rewordedIn } from '../modals/words-blocks.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import { whatBecame } from '../what-became.ts';
import { type Asked, defineModal } from './control.ts';
import { textIn, ticksIn } from './read-values.ts';
import { goOn, problems, type Reply, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId, offer: Digest });

/**
 * Approve: the modal that says yes.
 *
 * It does not decide. It stores a yes to the digest that was drawn, and answers Slack; the chapter judges whether that
 * yes counts, and the thread says what came of it. An edited message or another way makes another offer: the yes is to that one.
 */
export const approveModal = defineModal({
  id: 'approve',
  title: 'Approve this fix',
  submit: 'Approve',
  right: 'decide',
  carries: Carried,
  body: (shown: ToApprove) => approvalView(shown),

  async submitted(asked) {
    const { carried, press, desk, history, values } = asked;
    const { now, offers, openYes } = history;
    const shown = offers.find(({ digest }) => digest === carried.offer);
    if (now.stage !== 'proven' || openYes !== undefined || !shown) return whisper(whatBecame(history));
    const refused = await desk.whyNoYes(
      now,
      press.by,
      shown.files.map(({ path }) => path),
    );
    if (refused) return whisper(WHY_REFUSED[refused]);

    const hypothesis = now.hypotheses.find(({ id }) => id === shown.hypothesisId);
    const reworded = hypothesis ? rewordedIn(values, hypothesis) : new Map<number, string>();
    if (reworded.size > 0) return reword(shown, reworded, asked);
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

/** Nobody approves what was not tried: other words are another fix, and this press is no yes to it. */
async function reword(
  { change }: Offer,
  words: ReadonlyMap<number, string>,
  { carried, press, desk }: Asked<z.infer<typeof Carried>>,
): Promise<Reply> {
  const [first = 0] = words.keys();
  const emptied = [...words].find(([, text]) => text.trim() === '');
  if (emptied) return problems({ [blockOf(emptied[0])]: 'Say something here, or choose another fix.' });
  const made = await desk.rewordFix(carried.id, press.by, change, words);
  if (made === 'too-late') return whisper(WHY_REFUSED['offer-outdated']);
  if (made !== 'reworded') return problems({ [blockOf(first)]: startOf(made.refused, 150) });
  return goOn(carried.id);
}

/** The offer that was shown, or the same one with the message that the person wrote, going the way that they chose, and taken back by itself where they ticked that. */
async function offerInTheirWords(
  shown: Offer,
  { carried, press, desk, values }: Asked<z.infer<typeof Carried>>,
): Promise<Offer | Readonly<{ refused: string }>> {
  const written = textIn(values, MESSAGE).trim();
  const isAsShown = written === '' || written === plainText(shown.target.message).trim();
  const wish = {
    message: isAsShown ? shown.target.message : `${written}\n`,
    goesAs: wayIn(textIn(values, WAY)) ?? goesAs(shown.target),
    takenBackIfRed: ticksIn(values, TAKE_BACK).includes(TAKE_BACK) ? ('also-after-merge' as const) : undefined,
  };
  const isSameWay = wish.goesAs === goesAs(shown.target) && wish.takenBackIfRed === shown.target.takenBackIfRed;
  if (isAsShown && isSameWay) return shown;
  const made = await desk.offer(carried.id, press.by, shown.hypothesisId, wish);
  if ('refused' in made) return made;
  // Nobody approves what they did not see: but for what they chose, it must be what was shown.
  const isSame = made.offer.change === shown.change && made.offer.base === shown.base;
  return isSame ? made.offer : { refused: 'offer-outdated' };
}
