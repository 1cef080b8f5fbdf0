import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { printable } from '../../refine/text/printable.ts';
import { asJsonLine } from '../as-json.ts';
import { caseIdOf, type Verb } from '../verb.ts';
import { rollBackView } from '../views/roll-back-view.ts';

export const rollBackVerb: Verb = {
  name: 'rollback',
  about: 'Take back what a case committed, with a forward commit that restores the files.',
  args: '<case>',
  options: [
    { flags: '--yes', about: 'do not ask first' },
    { flags: '--json', about: 'one JSON object; asks nothing' },
  ],
  examples: ['rollback RF-1', 'rollback RF-1 --yes'],
  async run(call) {
    const {
      options,
      tools: { screen, desk, person },
    } = call;
    const id = caseIdOf(call);
    const open = await desk();
    const { now } = await open.find(id);
    if (now.stage === 'published' && !options.yes && !options.json && screen.attended) {
      const { sha, branch } = now.commit;
      const sure = await screen.confirm(`Take back commit ${sha.slice(0, 12)} on ${printable(branch)}?`, false);
      if (sure !== true) {
        screen.err('Nothing was taken back.');
        return 1;
      }
    }
    const asked = await open.rollBack(id, person);
    const history = await (asked === 'asked' ? open.goOn(id) : open.find(id));
    if (options.json)
      screen.out(
        asJsonLine({
          id,
          stage: history.now.stage,
          revert: 'revert' in history.now ? history.now.revert : null,
        }),
      );
    else if (typeof asked !== 'string') screen.out(WHY_REFUSED[asked.refused]);
    else screen.out(`${now.stage === 'rolled-back' ? 'Done already. ' : ''}${rollBackView(history)}`);
    return history.now.stage === 'rolled-back' ? 0 : 1;
  },
};
