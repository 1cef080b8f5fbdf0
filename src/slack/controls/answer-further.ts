import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { whatBecame } from '../what-became.ts';
import { defineButton } from './control.ts';
import { goOn, whisper } from './reply.ts';

/** Go on beyond the limit: has the analyst answer what it was asked, though the case, or the day, has cost what it may. */
export const answerFurtherButton = defineButton({
  id: 'answer-further',
  label: 'Go on beyond the limit',
  right: 'decide',
  /** The seq of the comment that waits for its answer. */
  carries: z.object({ id: CaseId, comment: z.number().int().positive() }),

  async press({ carried: { id, comment }, press, desk, history }) {
    if (!history.heldReplies.some(({ to }) => to === comment)) return whisper(whatBecame(history));
    await desk.answerFurther(id, press.by, comment);
    return goOn(id);
  },
});
