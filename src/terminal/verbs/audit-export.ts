import { exportAudit } from '../../flow/export-audit.ts';
import { asJsonLine } from '../as-json.ts';
import type { Verb } from '../verb.ts';

export const auditExportVerb: Verb = {
  name: 'audit export',
  about: 'Print the record of all cases as lines of JSON, each with its hash and the one before it.',
  args: '',
  options: [],
  examples: ['audit export > audit.jsonl', 'audit verify audit.jsonl'],
  async run({ tools: { screen, facts, workspace } }) {
    let damaged = 0;
    for await (const line of exportAudit(workspace, await facts())) {
      screen.out(asJsonLine(line));
      if ('damaged' in line) damaged += 1;
    }
    if (damaged > 0)
      screen.err('The record of some cases was changed from outside, so their facts are left out. Run "audit verify".');
    return damaged === 0 ? 0 : 1;
  },
};
