import type { Exchange } from '../../domain/exchange.ts';
import { exchangesText, nothingSeenWords } from '../../refine/case/exchange-words.ts';
import { asJson } from '../as-json.ts';
import { caseIdOf, type Verb } from '../verb.ts';

export const sawVerb: Verb = {
  name: 'saw',
  about: 'Show what the analyst’s model was sent for a case, and what it said, word for word. It is kept for a week.',
  args: '<case> [question]',
  options: [{ flags: '--json', about: 'every call as it was kept' }],
  examples: ['saw RF-1', 'saw RF-1 propose', 'saw RF-1 --json > seen.json'],
  async run(call) {
    const { screen, desk } = call.tools;
    const id = caseIdOf(call);
    const open = await desk();
    const history = await open.find(id);
    const [, wanted] = call.args;
    const all = await open.exchanges(id);
    const exchanges = all.filter(({ question }) => wanted === undefined || question === wanted);
    if (call.options.json) screen.out(asJson(exchanges));
    else if (exchanges.length > 0)
      screen.out(exchangesText(history, exchanges, Number.POSITIVE_INFINITY, all).trimEnd());
    else screen.err(all.length > 0 ? otherQuestions(all) : nothingSeenWords(history));
    return exchanges.length > 0 ? 0 : 1;
  },
};

function otherQuestions(all: readonly Exchange[]): string {
  return `That was not asked. What was: ${[...new Set(all.map(({ question }) => question))].join(', ')}`;
}
