import { asJsonLine } from '../as-json.ts';
import type { Verb } from '../verb.ts';

export const auditVerifyVerb: Verb = {
  name: 'audit verify',
  about: 'Check that nobody changed the record of any case.',
  args: '',
  options: [{ flags: '--json', about: 'one JSON object' }],
  examples: ['audit verify'],
  async run({ options, tools: { screen, facts, workspace } }) {
    const report = await (await facts()).verify(workspace);
    if (options.json) screen.out(asJsonLine(report));
    else if (report.broken.length === 0)
      screen.out(`All ${report.facts} facts of ${report.cases} cases are as they were written.`);
    else screen.out(report.broken.map(({ case: id, seq, why }) => `${id}, fact ${seq}: ${why}`).join('\n'));
    return report.broken.length === 0 ? 0 : 1;
  },
};
