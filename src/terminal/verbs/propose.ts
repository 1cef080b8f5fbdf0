import { diagnoseTrace } from '../../flow/diagnose.ts';
import { proposeFixes } from '../../flow/propose.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import { EXPECTED, OUT, projectOf, REPO, reportedFile } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const proposeVerb: Verb = {
  name: 'propose',
  about: 'Propose fixes for a trace, as exact edits of a repository; nothing is written.',
  args: '<trace...>',
  options: [EXPECTED, REPO, OUT],
  examples: ['propose trace.json --expected "say that we cannot remember past chats" --repo ../agent'],
  run: (call) =>
    overFiles(call, '.json', async (trace) => {
      const { house, signal } = call.tools;
      const reported = reportedFile(call, trace);
      const { diagnosis } = await diagnoseTrace(reported, house, signal);
      return asJson(await proposeFixes(reported, diagnosis, projectOf(call), house, signal));
    }),
};
