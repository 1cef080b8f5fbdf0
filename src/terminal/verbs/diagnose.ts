import { diagnoseTrace } from '../../flow/analyst/diagnose.ts';
import { confine } from '../../flow/privacy.ts';
import { asJson } from '../as-json.ts';
import { askToSend, SEND } from '../ask-to-send.ts';
import { overFiles } from '../over-files.ts';
import { EXPECTED, expectationOf, HIDES, OUT, privacyIn, reportedFile } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const diagnoseVerb: Verb = {
  name: 'diagnose',
  about: 'Say what went wrong in a trace, with quotes that were checked.',
  args: '<trace...>',
  options: [EXPECTED, HIDES, SEND, OUT],
  examples: ['diagnose trace.json --expected "say that we cannot remember past chats"'],
  async run(call) {
    const { signal } = call.tools;
    const expectation = expectationOf(call);
    const privacy = await privacyIn(call);
    const house = confine(call.tools.house, privacy);
    return overFiles(call, '.json', async (trace) => {
      const reported = await reportedFile(house, trace, expectation, privacy);
      await askToSend(call, reported, privacy, house);
      return asJson(await diagnoseTrace(reported, house, signal));
    });
  },
};
