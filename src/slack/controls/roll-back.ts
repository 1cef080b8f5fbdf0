import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { CommitSha } from '../../domain/digest.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { label } from '../texts/rich-text.ts';
import { whatBecame } from '../what-became.ts';
import { type CaseButton, defineButton } from './control.ts';
import { goOn, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId, commit: CommitSha });

/** Roll back: takes a published commit back by another one. */
const rollBack = defineButton({
  id: 'roll-back',
  label: 'Roll back…',
  style: 'danger',
  right: 'decide',
  carries: Carried,

  async press({ carried: { id, commit }, press, desk, history }) {
    if (history.now.stage !== 'published' || history.now.commit.sha !== commit) return whisper(whatBecame(history));
    const asked = await desk.rollBack(id, press.by);
    if (asked === 'asked') return goOn(id);
    return whisper(asked === 'nothing' ? whatBecame(await desk.find(id)) : WHY_REFUSED[asked.refused]);
  },
});

export const rollBackButton: CaseButton<z.infer<typeof Carried>> = {
  ...rollBack,
  draw: (carried) =>
    rollBack.draw(carried, {
      title: label('Take this commit back?', 100),
      text: label('A new commit on the same branch restores the files as they were. Nothing else is touched.', 300),
      confirm: label('Roll back', 30),
      deny: label('Keep it', 30),
      style: 'danger',
    }),
};
