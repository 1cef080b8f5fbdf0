import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { mayReprove } from '../../refine/case/fold.ts';
import { MOST_CONDITIONS, type WrittenCheck } from '../../refine/case/read-check.ts';
import { checkBlocks, conditionBlocks, QUESTION } from '../modals/check-blocks.ts';
import { whatBecame } from '../what-became.ts';
import { defineButton, defineModal, type Values } from './control.ts';
import { textIn } from './read-values.ts';
import { goOn, modal, problems, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId, revision: z.number().int() });

/** Right: the check is what the expectation means. */
export const agreeCheckButton = defineButton({
  id: 'check-right',
  label: 'Right',
  style: 'primary',
  right: 'decide',
  carries: Carried,

  async press({ carried: { id, revision }, press, desk }) {
    const agreed = await desk.agreeCheck(id, press.by, revision);
    return agreed === 'agreed' ? goOn(id) : whisper(whatBecame(await desk.find(id)));
  },
});

/** Change it: opens the check as people would write it. */
export const changeCheckButton = defineButton({
  id: 'check-change',
  label: 'Change it…',
  right: 'decide',
  carries: Carried,

  async press({ carried, desk, history }) {
    const written = await desk.writtenCheck(carried.id);
    if (written?.revision !== carried.revision) return whisper(whatBecame(history));
    if (written.conditions.length > MOST_CONDITIONS)
      return whisper('This check has more conditions than a form can show. Open a new case with another expectation.');
    return modal(changeCheckModal.draw(carried, written));
  },
});

export const changeCheckModal = defineModal({
  id: 'check-modal',
  title: 'What counts as right?',
  submit: 'Prove by this',
  right: 'decide',
  carries: Carried,
  body: (written: WrittenCheck) => checkBlocks(written),

  async submitted({ carried: { id, revision }, press, desk, history, values }) {
    if (!mayReprove(history.now) || history.now.revision !== revision) return whisper(whatBecame(history));
    const { blocks, written } = writtenIn(values);
    const changed = await desk.changeCheck(id, press.by, revision, written);
    if (changed === 'too-late') return whisper(whatBecame(await desk.find(id)));
    if (typeof changed === 'string') return goOn(id);
    return problems({
      ...Object.fromEntries(
        changed.conditions.flatMap((problem, index) =>
          problem === null ? [] : [[blocks[index] ?? QUESTION, problem]],
        ),
      ),
      ...(changed.question !== null && { [QUESTION]: changed.question }),
    });
  },
});

/** What was written, in the order of the blocks that it was written in. */
function writtenIn(values: Values): Readonly<{ blocks: readonly string[]; written: WrittenCheck }> {
  const blocks = conditionBlocks(values.keys());
  return {
    blocks,
    written: { conditions: blocks.map((block) => textIn(values, block)), question: textIn(values, QUESTION) },
  };
}
