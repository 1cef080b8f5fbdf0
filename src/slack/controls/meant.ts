import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import type { Unclear } from '../../domain/diagnosis.ts';
import { mayReopen } from '../../refine/case/fold.ts';
import { meantWords } from '../../refine/case/meant.ts';
import { knownAt } from '../scene.ts';
import { whatBecame } from '../what-became.ts';
import { type Asked, defineButton } from './control.ts';
import { goOn, type Reply, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId, revision: z.number().int() });
type Carried = z.infer<typeof Carried>;

/** The first of two readings of the expectation, which the diagnosis has taken: it stands, and everybody sees that it is settled. */
export const meantFirstButton = defineButton({
  id: 'meant-first',
  label: 'I meant the first',
  right: 'decide',
  carries: Carried,
  press: (asked) =>
    whenOpen(asked, async ([first = '']) => {
      const { carried, desk, press } = asked;
      const said = { by: press.by, text: meantWords(first), addressed: false };
      await desk.comment(carried.id, `meant/${carried.revision}`, said);
      return goOn(carried.id);
    }),
});

/** The other one: the case is looked at again with that. */
export const meantSecondButton = defineButton({
  id: 'meant-second',
  label: 'I meant the second',
  right: 'decide',
  carries: Carried,
  press: (asked) =>
    whenOpen(asked, async ([, second = '']) => {
      const { carried, desk, press } = asked;
      await desk.object(carried.id, press.by, meantWords(second));
      return goOn(carried.id);
    }),
});

async function whenOpen(
  { carried: { revision }, history }: Asked<Carried>,
  answer: (readings: Unclear['readings']) => Promise<Reply>,
): Promise<Reply> {
  const { now } = history;
  const unclear = knownAt(history, revision, 'diagnosis')?.diagnosis.unclear;
  if (!unclear || !mayReopen(now) || now.revision !== revision) return whisper(whatBecame(history));
  return answer(unclear.readings);
}
