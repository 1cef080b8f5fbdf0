import type { History } from '../../refine/case/fold.ts';
import { asJsonLine } from '../as-json.ts';
import { caseIdOf, type Verb } from '../verb.ts';

export const stopVerb: Verb = {
  name: 'stop',
  about: 'End a case for good. What was learned of it stays in the record.',
  args: '<case>',
  options: [{ flags: '--json', about: 'one JSON object' }],
  examples: ['stop RF-1'],
  async run(call) {
    const { screen, desk, person } = call.tools;
    const id = caseIdOf(call);
    const open = await desk();
    await open.stop(id, person);
    const history = await open.find(id);
    if (call.options.json) screen.out(asJsonLine({ id, stage: history.now.stage }));
    else screen.out(whatCameOfIt(history));
    return history.now.stage === 'stopped' ? 0 : 1;
  },
};

function whatCameOfIt({ now: { id, stage } }: History): string {
  switch (stage) {
    case 'stopped':
      return `${id} is stopped.`;
    case 'published':
      return `Not stopped: ${id} has made its commit. Take it back with: npm run -s refinery -- rollback ${id}`;
    case 'forgotten':
      return `${id} has ended already: it was forgotten.`;
    case 'rolled-back':
      return `${id} has ended already: its commit was taken back.`;
    default:
      return `Not stopped: the commit of ${id} is being made. Take it back when it stands.`;
  }
}
