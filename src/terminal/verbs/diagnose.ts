import { diagnoseTrace } from '../../flow/diagnose.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import { EXPECTED, OUT, reportedFile } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const diagnoseVerb: Verb = {
  name: 'diagnose',
  about: 'Say what went wrong in a trace, with quotes that were checked.',
  args: '<trace...>',
  options: [EXPECTED, OUT],
  examples: ['diagnose trace.json --expected "say that we cannot remember past chats"'],
  run: (call) =>
    overFiles(call, '.json', async (trace) => {
      const { house, signal } = call.tools;
      return asJson(await diagnoseTrace(reportedFile(call, trace), house, signal));
    }),
};
