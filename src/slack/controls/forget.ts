import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { bold, bullets, paragraph, richText } from '../texts/rich-text.ts';
import { whatBecame } from '../what-became.ts';
import { defineModal } from './control.ts';
import { goOn, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId });

/** Forget: erases a case for good. Nothing leads back, so it says first what is lost. */
export const forgetModal = defineModal({
  id: 'forget-modal',
  title: 'Forget this case?',
  submit: 'Erase it for good',
  right: 'decide',
  carries: Carried,
  body: (id: CaseId): readonly KnownBlock[] => [
    richText(
      paragraph('I erase what I know of ', bold(id), ', and nobody can bring it back:'),
      bullets([
        ['its trace and what stood behind its placeholders;'],
        ['what was expected, said, found and proposed;'],
        ['what models were asked, and what they answered.'],
      ]),
      paragraph('The audit keeps who decided what and when, without any text.'),
      paragraph('A commit that was made stays where it is, and I can’t take it back any more.'),
      paragraph('Messages in the thread stay, too, until somebody deletes them.'),
    ),
  ],

  async submitted({ carried: { id }, press, desk, history }) {
    if (history.now.stage === 'forgotten') return whisper(whatBecame(history));
    const done = await desk.forget(id, press.by);
    if (done === 'forgotten') return goOn(id);
    return whisper(done === 'under-way' ? UNDER_WAY : WHY_REFUSED[done.refused]);
  },
});

const UNDER_WAY = 'I am working on this case right now. Stop it in its thread, and then have it forgotten.';
