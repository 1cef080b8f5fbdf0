import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { label } from '../texts/rich-text.ts';
import { whatBecame } from '../what-became.ts';
import { type CaseButton, defineButton } from './control.ts';
import { goOn, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId });

/** Stop: ends a case for good; what was found stays. What is committed is taken back instead. */
const stop = defineButton({
  id: 'stop',
  label: 'Stop',
  right: 'decide',
  carries: Carried,

  async press({ carried: { id }, press, desk, history }) {
    await desk.stop(id, press.by);
    const after = await desk.find(id);
    return after.now.stage === 'stopped' && history.now.stage !== 'stopped' ? goOn(id) : whisper(whatBecame(after));
  },
});

export const stopButton: CaseButton<z.infer<typeof Carried>> = {
  ...stop,
  draw: (carried) =>
    stop.draw(carried, {
      title: label('Stop this case?', 100),
      text: label(
        'What was found so far stays in the thread. A stopped case does not go on; you can open a new one.',
        300,
      ),
      confirm: label('Stop it', 30),
      deny: label('Keep going', 30),
    }),
};
