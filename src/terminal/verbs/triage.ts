import { lookAt } from '../../refine/call/look-at.ts';
import { waterfallOf } from '../../refine/picture/waterfall.ts';
import { triage } from '../../refine/suspects/triage.ts';
import { redact } from '../../refine/text/redact.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import { drawInto, pictureFileIn } from '../picture-file.ts';
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
    { flags: '--picture <file>', about: 'draw the run of a single trace as a .png file, its suspects marked' },
  ],
  examples: [
    'triage trace.json --expected "say that we cannot remember past chats"',
    'triage --out found exports/*.json',
    'triage trace.json --picture run.png',
  ],
  async run(call) {
    const { options, tools } = call;
    const expectation = typeof options.expected === 'string' ? options.expected : '';
    const { own } = await privacyIn(call);
    const path = pictureFileIn(call);
    return overFiles(call, '.json', async (trace) => {
      const safe = redact(trace, own);
      const found = triage(lookAt(safe, expectation), tools.house.signals);
      if (path !== undefined) await drawInto(path, waterfallOf(safe, found), tools);
      return asJson(found);
    });
  },
};
