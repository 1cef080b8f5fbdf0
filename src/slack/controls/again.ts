import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { whatAgain } from '../what-again.ts';
import { whatBecame } from '../what-became.ts';
import { defineButton } from './control.ts';
import { goOn, whisper } from './reply.ts';

/** `seq`: the fact whose message has the button, so that an old one does not start something new. */
const Carried = z.object({ id: CaseId, seq: z.number().int() });

function againButton(id: string, label: string) {
  return defineButton({
    id,
    label,
    style: 'primary',
    right: 'decide',
    carries: Carried,

    async press({ carried, press, desk, history }) {
      const again = whatAgain(history, carried.seq);
      if (again === undefined) return whisper(whatBecame(history));
      if (again !== 'go-on') await desk.startAgain(carried.id, press.by, again);
      return goOn(carried.id);
    },
  });
}

/** Try again: after something broke, or when nothing could be proved. */
export const tryAgainButton = againButton('try-again', 'Try again');

/** Prove again: after the repository got new commits. */
export const proveAgainButton = againButton('prove-again', 'Prove again');
