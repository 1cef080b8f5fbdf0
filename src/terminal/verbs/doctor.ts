import { asJsonLine } from '../as-json.ts';
import type { Verb } from '../verb.ts';

export const doctorVerb: Verb = {
  name: 'doctor',
  about: 'Check the settings and every part that is in use.',
  args: '',
  options: [{ flags: '--json', about: 'one JSON array' }],
  examples: ['doctor'],
  async run({ options, tools: { screen, examine } }) {
    const findings = await examine();
    const mark = {
      ok: screen.paint('green', 'ok   '),
      off: screen.paint('dim', 'off  '),
      fault: screen.paint('red', 'FAULT'),
    };
    if (options.json) screen.out(asJsonLine(findings));
    else {
      const lines = findings.map(({ part, state, says }) => `${mark[state]}  ${part.padEnd(12)} ${says}`);
      screen.out(screen.wrap(lines.join('\n'), SAYS_FROM));
    }
    return findings.some(({ state }) => state === 'fault') ? 1 : 0;
  },
};

/** Behind the mark and the name of the part. */
const SAYS_FROM = 20;
