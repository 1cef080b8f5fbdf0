import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { defineButton } from './control.ts';
import { resume, whisper } from './reply.ts';

/** Unmute: what was held back comes into the thread, and questions are answered again. */
export const unmuteButton = defineButton({
  id: 'unmute',
  label: 'Unmute',
  right: 'decide',
  carries: z.object({ id: CaseId }),

  async press({ carried: { id }, press, desk }) {
    const done = await desk.unmute(id, press.by);
    return done === 'done' ? resume(id) : whisper('This thread is not muted any more.');
  },
});
