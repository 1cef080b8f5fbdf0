import { auditRecords } from '../../flow/audit-records.ts';
import { printable } from '../../refine/text/printable.ts';
import { asJsonLine } from '../as-json.ts';
import type { Verb } from '../verb.ts';

export const auditVerifyVerb: Verb = {
  name: 'audit verify',
  about: 'Check that nobody changed the record of any case, and that it holds all that was published.',
  args: '',
  options: [{ flags: '--json', about: 'one JSON object' }],
  examples: ['audit verify'],
  async run({ options, tools: { screen, facts, house, workspace } }) {
    const report = await auditRecords(workspace, await facts(), house.codeHost);
    if (options.json) screen.out(asJsonLine(report));
    else if (report.broken.length === 0)
      screen.out(`${wordsOf(report.facts, 'fact')} of ${wordsOf(report.cases, 'case')}: all as they were written.`);
    else screen.out(report.broken.map(({ case: id, seq, why }) => `${id}, fact ${seq}: ${why}`).join('\n'));
    if (!options.json && report.unseen.length > 0)
      screen.err(
        printable(
          `Not compared with what was published in: ${report.unseen.join(', ')} (no repository that I can read)`,
        ),
      );
    return report.broken.length === 0 ? 0 : 1;
  },
};

const wordsOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
