import { diagnoseTrace } from '../../flow/diagnose.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import { EXPECTED, expectationOf, OUT, reportedFile } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const diagnoseVerb: Verb = {
  name: 'diagnose',
  about: 'Say what went wrong in a trace, with quotes that were checked.',
  args: '<trace...>',
  options: [EXPECTED, OUT],
  examples: ['diagnose trace.json --expected "say that we cannot remember past chats"'],
  async run(call) {
    const { house, signal } = call.tools;
    const expectation = expectationOf(call);
    return overFiles(call, '.json', async (trace) =>
      asJson(await diagnoseTrace(reportedFile(call, trace, expectation), house, signal)),
    );
  },
};
