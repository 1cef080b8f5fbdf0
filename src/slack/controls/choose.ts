import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { goesAs, type TargetWish } from '../../domain/change.ts';
import { Digest } from '../../domain/digest.ts';
import type { Person } from '../../domain/project.ts';
import type { History } from '../../refine/case/fold.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { mayBeChosen } from '../../refine/proof/rank.ts';
import { whatBecame } from '../what-became.ts';
import { approveModal } from './approve.ts';
import { defineButton } from './control.ts';
import { modal, whisper } from './reply.ts';

/** Review and approve: opens the exact offer of one proved fix. `change` is the one that was drawn. */
export const chooseButton = defineButton({
  id: 'choose',
  label: 'Review and approve…',
  style: 'primary',
  right: 'decide',
  carries: z.object({ id: CaseId, hypothesis: z.string(), change: Digest }),

  // Slack lets a press open a modal for 3 seconds: the files of one change are read, nothing more.
  async press({ carried: { id, change }, press, desk, history }) {
    const { now, openYes } = history;
    if (now.stage !== 'proven' || openYes !== undefined) return whisper(whatBecame(history));
    const hypothesis = now.hypotheses.find((candidate) => candidate.change.digest === change);
    if (!hypothesis) return whisper(WHY_REFUSED['offer-outdated']);
    if (!mayBeChosen(now, hypothesis)) return whisper(WHY_REFUSED['not-proved']);
    const paths = hypothesis.change.edits.map(({ path }) => path);
    const takes = await desk.whatItTakes(now, press.by, paths, whoApproved(history, change));
    if ('refused' in takes) return whisper(WHY_REFUSED[takes.refused]);

    const offered = await desk.offer(id, press.by, hypothesis.id, halfApproved(history, change));
    if ('refused' in offered)
      return whisper(offered.refused === 'offer-outdated' ? WHY_REFUSED['offer-outdated'] : offered.refused);
    const carried = { id, offer: offered.offer.digest };
    return { ...modal(approveModal.draw(carried, { now, hypothesis, offered, missing: takes.missing })), goOn: id };
  },
});

const whoApproved = ({ offers, yeses }: History, change: Digest): readonly Person[] =>
  yeses
    .filter((yes) => offers.some((offer) => offer.change === change && offer.digest === yes.offer))
    .map(({ by }) => by);

/** Where two people must approve, the second is shown what the first said yes to, in the first one's words, and going the same way. */
function halfApproved({ offers, yeses }: History, change: Digest): TargetWish {
  const first = offers.findLast((offer) => offer.change === change && yeses.some((yes) => yes.offer === offer.digest));
  return first ? { message: first.target.message, goesAs: goesAs(first.target) } : {};
}
