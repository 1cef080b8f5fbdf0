import { RefineryError } from '../../domain/errors.ts';
import { hypothesisPack } from '../../refine/pack/hypothesis-pack.ts';
import { asJson } from '../as-json.ts';
import { caseIdOf, type Verb } from '../verb.ts';

export const exportVerb: Verb = {
  name: 'export',
  about: 'Print a case as a Hypothesis Pack v1, for other tools: JSON, which is YAML, too.',
  args: '<case>',
  options: [],
  examples: ['export RF-1', 'export RF-1 > rf-1.json'],
  async run(call) {
    const { screen, facts, workspace, version } = call.tools;
    const id = caseIdOf(call);
    const known = await (await facts()).read({ workspace, id });
    if (known.length === 0) throw new RefineryError('case-not-found', id);
    const pack = hypothesisPack(known, version);
    if (!('refused' in pack)) screen.out(asJson(pack));
    else screen.err(pack.refused);
    return 'refused' in pack ? 1 : 0;
  },
};
