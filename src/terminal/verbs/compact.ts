import { RefineryError } from '../../domain/errors.ts';
import type { SafeTrace } from '../../domain/trace.ts';
import { redact } from '../../refine/text/redact.ts';
import { compact } from '../../refine/view/compact.ts';
import { detail } from '../../refine/view/detail.ts';
import { overFiles } from '../over-files.ts';
import { HIDES, privacyIn } from '../reported-file.ts';
import type { Verb, VerbCall } from '../verb.ts';

const DEFAULT_BUDGET_TOKENS = 25_000;

export const compactVerb: Verb = {
  name: 'compact',
  about: 'Show exactly the text about traces that a model is given, redacted, never longer than a budget.',
  args: '<trace...>',
  options: [
    { flags: '--budget <tokens>', about: `o200k tokens at most (default ${DEFAULT_BUDGET_TOKENS})` },
    { flags: '--detail <what>', about: 'show what the text left out instead: "run 7", or "run 7 output"' },
    HIDES,
    { flags: '--out <dir>', about: 'write one .txt file for each trace into this folder' },
  ],
  examples: [
    'compact trace.json',
    'compact --budget 8000 --out texts exports/*.json',
    'compact --detail "run 7 output" trace.json',
  ],
  async run(call) {
    const { detail: asked } = call.options;
    const { own } = await privacyIn(call);
    if (asked !== undefined) return overFiles(call, '.txt', (trace) => detailOf(redact(trace, own), asked));
    const budgetTokens = budgetIn(call);
    const count = await call.tools.house.tokenCounter();
    return overFiles(call, '.txt', (trace) => compact(redact(trace, own), budgetTokens, count));
  },
};

function detailOf(trace: SafeTrace, asked: string | true): string {
  const found = detail(trace, String(asked));
  if ('refused' in found) throw new RefineryError('wrong-usage', found.refused);
  return found.text;
}

function budgetIn({ options }: VerbCall): number {
  if (options.budget === undefined) return DEFAULT_BUDGET_TOKENS;
  const tokens = options.budget === true ? Number.NaN : Number(options.budget);
  if (!Number.isSafeInteger(tokens) || tokens < 1)
    throw new RefineryError('wrong-usage', `--budget wants a whole number of tokens, not ${options.budget}`);
  return tokens;
}
