import { z } from 'zod';
import { isOfTheAnswer } from '../refine/text/clauses.ts';
import { countIn } from '../refine/text/counts.ts';
import { withoutQuotes } from '../refine/text/wish.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ most: z.number().int().nonnegative() });
type Params = z.infer<typeof Params>;

/** What the answer costs, in the model's own count: "at most 200 tokens". What it was given does not count. */
export const tokens: AssertionKind<Params> = {
  kind: 'tokens',
  params: Params,
  takes: 'phrase',

  understand(sentence) {
    const found = countIn(withoutQuotes(sentence), 'tokens?');
    if (!found || found.bounds.most === null || found.bounds.least !== null || !isOfTheAnswer(sentence, found.at))
      return undefined;
    return { params: { most: found.bounds.most }, at: found.at, end: found.end };
  },

  judge: ({ usage }, { most }) => (usage === null ? null : usage.outputTokens <= most),
  say: ({ most }) => `takes at most ${most} tokens`,
  write: ({ most }) => `at most ${most} tokens`,
};
