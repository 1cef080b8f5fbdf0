import { CaseId } from '../../domain/case.ts';
import { RefineryError } from '../../domain/errors.ts';
import { WHY_REFUSED } from '../../refine/outcome-words.ts';
import { asJsonLine } from '../as-json.ts';
import type { Verb } from '../verb.ts';
import { rollBackView } from '../views/roll-back-view.ts';

export const rollBackVerb: Verb = {
  name: 'rollback',
  about: 'Take back what a case committed, with a forward commit that restores the files.',
  args: '<case>',
  options: [{ flags: '--json', about: 'one JSON object' }],
  examples: ['rollback RF-1'],
  async run({ args, options, tools: { screen, desk, person } }) {
    const id = CaseId.safeParse(args[0]?.toUpperCase());
    if (!id.success) throw new RefineryError('wrong-usage', `${args[0]} is no case; cases are called RF-1, RF-2, …`);
    const open = await desk();
    const asked = await open.rollBack(id.data, person);
    const history = await (asked === 'asked' ? open.goOn(id.data) : open.find(id.data));
    if (options.json)
      screen.out(
        asJsonLine({
          id: id.data,
          stage: history.now.stage,
          revert: 'revert' in history.now ? history.now.revert : null,
        }),
      );
    else screen.out(typeof asked === 'string' ? rollBackView(history) : WHY_REFUSED[asked.refused]);
    return history.now.stage === 'rolled-back' ? 0 : 1;
  },
};
