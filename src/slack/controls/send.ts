import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { Digest } from '../../domain/digest.ts';
import { whoAgreed } from '../texts/who-agreed.ts';
import { whatBecame } from '../what-became.ts';
import { defineButton } from './control.ts';
import { goOn, whisper } from './reply.ts';

/** Send it: lets go what the message shows, to the models that it names. `shown` is the digest that was drawn. */
export const sendButton = defineButton({
  id: 'send',
  label: 'Send it',
  style: 'primary',
  right: 'decide',
  carries: z.object({ id: CaseId, shown: Digest }),

  async press({ carried: { id, shown }, press, desk, history }) {
    const isAsked = history.sending?.shown === shown;
    if (isAsked && (await desk.agreeToSend(id, press.by, shown)) === 'agreed') return goOn(id);
    const now = isAsked ? await desk.find(id) : history;
    return whisper([whoAgreed(now, shown), whatBecame(now)].filter(Boolean).join(' '));
  },
});
