import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { textField } from '../texts/text-field.ts';
import { defineButton, defineModal } from './control.ts';
import { textIn } from './read-values.ts';
import { goOn, modal } from './reply.ts';

const Carried = z.object({ id: CaseId });
const REASON = 'reason';

/** It helped: everybody in the channel may say so. */
export const helpedButton = defineButton({
  id: 'rate-good',
  label: '👍 It helped',
  right: 'see',
  carries: Carried,

  async press({ carried: { id }, press, desk }) {
    await desk.rate(id, press.by, 'good', null);
    return goOn(id);
  },
});

/** It did not: why is asked for, and may be left out. */
export const notHelpedButton = defineButton({
  id: 'rate-bad',
  label: '👎 It did not…',
  right: 'see',
  carries: Carried,

  async press({ carried }) {
    return modal(rateModal.draw(carried, undefined));
  },
});

export const rateModal = defineModal({
  id: 'rate-modal',
  title: 'What was wrong?',
  submit: 'Send',
  right: 'see',
  carries: Carried,
  body: () => [
    textField({
      id: REASON,
      title: 'What should have gone better?',
      hint: 'It is kept with the case, and goes to LangSmith as feedback where the trace is from there.',
      example: 'The cause was right, but none of the fixes would ever be accepted here.',
      isLong: true,
      isOptional: true,
    }),
  ],

  async submitted({ carried: { id }, press, desk, values }) {
    const reason = textIn(values, REASON).trim().toWellFormed();
    await desk.rate(id, press.by, 'bad', reason === '' ? null : reason);
    return goOn(id);
  },
});
