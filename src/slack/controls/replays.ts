import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { MOST_REPLAYS } from '../../domain/replay-plan.ts';
import type { History } from '../../refine/case/fold.ts';
import { textField } from '../texts/text-field.ts';
import { whatBecame } from '../what-became.ts';
import { defineButton, defineModal } from './control.ts';
import { textIn } from './read-values.ts';
import { goOn, modal, problems, whisper } from './reply.ts';

/** What a failure that did not show itself again is tried with once more. */
const Carried = z.object({ id: CaseId, revision: z.number().int() });
const MESSAGE = 'message';
/** More replays for one press. */
const MORE = 10;

/** 10 more replays: those that were made count, and are not paid for again. */
export const moreReplaysButton = defineButton({
  id: 'more-replays',
  label: `Try ${MORE} more times`,
  right: 'decide',
  carries: Carried,

  async press({ carried: { id, revision }, press, desk, history }) {
    const { now } = history;
    if (!didNotShow(history, revision) || !('plan' in now)) return whisper(whatBecame(history));
    const replays = Math.min(MOST_REPLAYS, now.plan.replays + MORE);
    const asked = await desk.askReplays(id, press.by, revision, { ...now.plan, replays });
    return asked === 'asked' ? goOn(id) : whisper(whatBecame(await desk.find(id)));
  },
});

/** Another message: the customer may have to write it in other words. */
export const otherMessageButton = defineButton({
  id: 'other-message',
  label: 'Try another message…',
  right: 'decide',
  carries: Carried,

  async press({ carried, history }) {
    return didNotShow(history, carried.revision)
      ? modal(otherMessageModal.draw(carried, undefined))
      : whisper(whatBecame(history));
  },
});

export const otherMessageModal = defineModal({
  id: 'other-message-modal',
  title: 'Another message',
  submit: 'Try this',
  right: 'decide',
  carries: Carried,
  body: () => [
    textField({
      id: MESSAGE,
      title: 'What might a customer write?',
      hint: 'It takes the place of the reported message; all else of the call stays as it was.',
      example: 'You know which pen I told you about. How do I clean it?',
      isLong: true,
    }),
  ],

  async submitted({ carried: { id, revision }, press, desk, history, values }) {
    const message = textIn(values, MESSAGE).trim();
    if (message === '') return problems({ [MESSAGE]: 'Write what a customer might write.' });
    const { now } = history;
    if (!didNotShow(history, revision) || !('plan' in now)) return whisper(whatBecame(history));
    const asked = await desk.askReplays(id, press.by, revision, { ...now.plan, message });
    return asked === 'asked' ? goOn(id) : whisper(whatBecame(await desk.find(id)));
  },
});

/** Whether the failure of that revision did not show itself again, and nobody has decided what to do about it. */
function didNotShow({ now }: History, revision: number): boolean {
  return now.stage === 'handed-over' && now.because === 'not-reproduced' && now.revision === revision;
}
