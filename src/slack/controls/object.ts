import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { mayReopen } from '../../refine/case/fold.ts';
import { textField } from '../texts/text-field.ts';
import { whatBecame } from '../what-became.ts';
import { defineButton, defineModal } from './control.ts';
import { textIn } from './read-values.ts';
import { goOn, modal, problems, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId, revision: z.number().int() });
const TEXT = 'objection';

/** That's not it: asks what the diagnosis missed, and starts a new one that must deal with it. */
export const objectButton = defineButton({
  id: 'object',
  label: 'That’s not it…',
  right: 'decide',
  carries: Carried,

  async press({ carried, history }) {
    const { now } = history;
    if (!mayReopen(now) || now.revision !== carried.revision) return whisper(whatBecame(history));
    return modal(objectModal.draw(carried, undefined));
  },
});

export const objectModal = defineModal({
  id: 'object-modal',
  title: 'What did I miss?',
  submit: 'Look again',
  right: 'decide',
  carries: Carried,
  body: () => [
    textField({
      id: TEXT,
      title: 'That’s not it, because…',
      hint: 'I start again with what you say here, and with all that was said in the thread.',
      example: 'It did find the right article. It just did not believe it.',
      isLong: true,
    }),
  ],

  async submitted({ carried: { id, revision }, press, desk, history, values }) {
    const text = textIn(values, TEXT).trim();
    if (text === '') return problems({ [TEXT]: 'Say in a few words what I missed.' });
    if (!mayReopen(history.now) || history.now.revision !== revision) return whisper(whatBecame(history));
    await desk.object(id, press.by, text);
    return goOn(id);
  },
});
