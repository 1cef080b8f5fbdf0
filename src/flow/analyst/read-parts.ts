import type { Read } from '../../domain/case.ts';
import { analyse } from '../../questions/analyse.ts';
import type { History } from '../../refine/case/fold.ts';
import type { House } from '../house.ts';
import { historyOf } from '../record.ts';
import { costOfAnswer, type Scene } from '../scene.ts';
import { readPart } from './analyse.ts';
import { usuallyAsked } from './analyst.ts';
import type { Reported } from './reported.ts';

/**
 * Looks through the parts of a trace that is read in groups, all at once, each in a step of its own: so people see how far
 * it is, and what was read is not paid for again by the next process. Nothing where it is read otherwise.
 *
 * @returns the parts that could not be read, from 1
 */
export async function readParts(
  { at, records, steps }: Scene,
  house: House,
  revision: number,
  reportedOf: (now: Read, history: History) => Reported,
): Promise<readonly number[]> {
  const { now } = await historyOf(records.facts, at);
  if (!('reading' in now) || now.reading.strategy !== 'groups') return [];
  const { reading } = now;
  let made: ReturnType<typeof partsOf> | undefined;
  const partsOf = (reported: Reported) => reported.trace('parts', reading, steps.signal);
  const numbers = Array.from({ length: reading.parts }, (_, index) => index + 1);
  const read = await Promise.all(
    numbers.map((number) =>
      steps.step(`read part ${number}/${reading.parts}`, async (spent) => {
        const history = await historyOf(records.facts, at);
        const { now } = history;
        if (now.stage !== 'read' || now.revision !== revision || !usuallyAsked(house.analyst, analyse.name))
          return true;
        const reported = reportedOf(now, history);
        made ??= partsOf(reported);
        const said = await readPart(reported, await made, number, house, steps.signal);
        if (said) spent(costOfAnswer(said.answerer));
        return said !== undefined;
      }),
    ),
  );
  return numbers.filter((_number, index) => !read[index]);
}
