import { lookAt } from '../../refine/call/look-at.ts';
import { triage } from '../../refine/suspects/triage.ts';
import { redact } from '../../refine/text/redact.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import { HIDES, privacyIn } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const triageVerb: Verb = {
  name: 'triage',
  about: 'Name the runs of traces that may be the cause, and what code saw in them. No model is asked.',
  args: '<trace...>',
  options: [
    { flags: '--expected <text>', about: 'what should have happened: more can be seen when it is known' },
    HIDES,
    { flags: '--out <dir>', about: 'write one .json file for each trace into this folder' },
  ],
  examples: [
    'triage trace.json --expected "say that we cannot remember past chats"',
    'triage --out found exports/*.json',
  ],
  async run(call) {
    const { options, tools } = call;
    const expectation = typeof options.expected === 'string' ? options.expected : '';
    const { own } = await privacyIn(call);
    return overFiles(call, '.json', (trace) =>
      asJson(triage(lookAt(redact(trace, own), expectation), tools.house.signals)),
    );
  },
};
