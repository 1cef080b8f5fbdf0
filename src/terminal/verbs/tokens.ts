import { lookAt } from '../../refine/call/look-at.ts';
import { tokenBarsOf } from '../../refine/picture/token-bars.ts';
import { tokenLines } from '../../refine/picture/token-lines.ts';
import { printable } from '../../refine/text/printable.ts';
import { redact } from '../../refine/text/redact.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import { drawInto, pictureFileIn } from '../picture-file.ts';
import { HIDES, privacyIn } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const tokensVerb: Verb = {
  name: 'tokens',
  about: 'Say where the tokens of traces went, by run and by message. No model is asked.',
  args: '<trace...>',
  options: [
    HIDES,
    { flags: '--json', about: 'as JSON, with what each bar consists of' },
    { flags: '--out <dir>', about: 'write one file for each trace into this folder' },
    { flags: '--picture <file>', about: 'draw those of a single trace as a .png file' },
  ],
  examples: ['tokens trace.json', 'tokens trace.json --picture tokens.png'],
  async run(call) {
    const { options, tools } = call;
    const { own } = await privacyIn(call);
    const path = pictureFileIn(call);
    return overFiles(call, options.json ? '.json' : '.txt', async (trace) => {
      const bars = tokenBarsOf(lookAt(redact(trace, own), ''));
      if (path !== undefined) await drawInto(path, bars, tools);
      if (options.json) return asJson(bars);
      const groups = tokenLines(bars).flatMap(({ name, lines }) => [
        '',
        name,
        ...lines.map(({ tokens, text }) => `${tokens.padStart(8)}  ${text}`),
      ]);
      return printable(
        [`${bars.title}: ${bars.about}`, ...groups, '', ...(bars.note === null ? [] : [bars.note])].join('\n'),
      );
    });
  },
};
