import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { triedView } from '../modals/tried-view.ts';
import { defineButton } from './control.ts';
import { modal, whisper } from './reply.ts';

/** In *Details*: the conversations that one fix was tried on, with what customers got and would get. */
export const conversationsButton = defineButton({
  id: 'conversations',
  label: 'See the conversations',
  right: 'see',
  carries: z.object({ id: CaseId, revision: z.number().int(), hypothesis: z.string() }),

  async press({ carried: { revision, hypothesis }, history }) {
    const view = triedView(history, revision, hypothesis);
    return view ? modal(view) : whisper('This fix was tried on no other conversations.');
  },
});
