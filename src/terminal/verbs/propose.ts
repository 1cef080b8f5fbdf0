import { diagnoseTrace } from '../../flow/analyst/diagnose.ts';
import { proposeFixes } from '../../flow/analyst/propose.ts';
import { confine } from '../../flow/privacy.ts';
import { asJson } from '../as-json.ts';
import { askToSend, SEND } from '../ask-to-send.ts';
import { overFiles } from '../over-files.ts';
import {
  BRANCH,
  EXPECTED,
  expectationOf,
  MOST_FILES,
  MOST_LINES,
  OUT,
  privacyIn,
  projectOf,
  REPO,
  reportedFile,
} from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const proposeVerb: Verb = {
  name: 'propose',
  about: 'Propose fixes for a trace, as exact edits of a repository; nothing is written.',
  args: '<trace...>',
  options: [EXPECTED, REPO, BRANCH, MOST_FILES, MOST_LINES, SEND, OUT],
  examples: ['propose trace.json --expected "say that we cannot remember past chats" --repo ../agent'],
  async run(call) {
    const { signal } = call.tools;
    const expectation = expectationOf(call);
    const project = projectOf(call);
    const privacy = await privacyIn(call);
    const house = confine(call.tools.house, privacy);
    return overFiles(call, '.json', async (trace) => {
      const reported = await reportedFile(house, trace, expectation, privacy);
      await askToSend(call, reported, privacy, house);
      const { diagnosis } = await diagnoseTrace(reported, house, signal);
      return asJson(await proposeFixes(reported, diagnosis, project, house, signal));
    });
  },
};
