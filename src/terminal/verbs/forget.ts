import { RefineryError } from '../../domain/errors.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { caseIdOf, type Verb } from '../verb.ts';

export const forgetVerb: Verb = {
  name: 'forget',
  about: 'Erase the traces, texts and answers of a case for good. The audit keeps its hashes.',
  args: '<case>',
  options: [{ flags: '--yes', about: 'erase it without asking back' }],
  examples: ['forget RF-1', 'forget RF-1 --yes'],
  async run(call) {
    const { screen, desk, person } = call.tools;
    const id = caseIdOf(call);
    const open = await desk();
    await open.find(id);
    if (!call.options.yes && !screen.attended)
      throw new RefineryError('wrong-usage', 'nobody is there to ask; add --yes to erase the case without asking back');
    if (!call.options.yes && (await screen.confirm(askBack(id), false)) !== true) return 1;
    const done = await open.forget(id, person);
    if (done === 'forgotten') screen.out(`${id} is forgotten.`);
    else screen.err(done === 'under-way' ? underWayWords(id) : WHY_REFUSED[done.refused]);
    return done === 'forgotten' ? 0 : 1;
  },
};

const askBack = (id: string): string =>
  `Erase ${id} for good? Nobody can bring it back, and a commit that it made can’t be taken back by it any more.`;
const underWayWords = (id: string): string =>
  `${id} is being worked on. Stop it first: npm run -s refinery -- stop ${id}`;
