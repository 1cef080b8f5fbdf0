import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { isCapped } from '../../refine/proof/spending.ts';
import { whatBecame } from '../what-became.ts';
import { defineButton } from './control.ts';
import { goOn, whisper } from './reply.ts';

/** Go on beyond the limit: lets the case cost as much again, to try what was left out. What is known is not paid for again. */
export const goFurtherButton = defineButton({
  id: 'go-further',
  label: 'Go on beyond the limit',
  right: 'decide',
  /** The revision whose message has the button: an old one starts nothing new. */
  carries: z.object({ id: CaseId, revision: z.number().int().positive() }),

  async press({ carried: { id, revision }, press, desk, history }) {
    const { now, openYes, spending } = history;
    if (now.revision !== revision || openYes !== undefined || !(spending || isCapped(now)))
      return whisper(whatBecame(history));
    await desk.goFurther(id, press.by);
    return goOn(id);
  },
});
