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
    else screen.out(findings.map(({ part, state, says }) => `${mark[state]}  ${part.padEnd(12)} ${says}`).join('\n'));
    return findings.some(({ state }) => state === 'fault') ? 1 : 0;
  },
};
