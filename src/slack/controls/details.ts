import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { detailsView } from '../modals/details-view.ts';
import { defineButton } from './control.ts';
import { modal } from './reply.ts';

/** Details: the figures behind one revision. Everybody in the channel may look. */
export const detailsButton = defineButton({
  id: 'details',
  label: 'Details',
  right: 'see',
  carries: z.object({ id: CaseId, revision: z.number().int() }),

  async press({ carried: { revision }, history }) {
    return modal(detailsView(history, revision));
  },
});
