import { z } from 'zod';
import { isOfTheAnswer } from '../refine/text/clauses.ts';
import { countIn } from '../refine/text/counts.ts';
import { withoutQuotes } from '../refine/text/wish.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ mostMs: z.number().int().positive() });
type Params = z.infer<typeof Params>;

const UNITS = 'milliseconds?|ms|seconds?|secs?|s';

/** How long the model took: "answer within 5 seconds". A stand-in's time says nothing of a real model's. */
export const latency: AssertionKind<Params> = {
  kind: 'latency',
  params: Params,
  takes: 'phrase',

  understand(sentence) {
    const found = countIn(withoutQuotes(sentence), UNITS);
    const { least, most } = found?.bounds ?? { least: null, most: null };
    // "in 5 seconds" is as good as "within 5 seconds".
    if (!found || most === null || (least !== null && least !== most) || !isOfTheAnswer(sentence, found.at))
      return undefined;
    const mostMs = /^(?:ms|milli)/.test(found.unit) ? most : most * 1_000;
    return mostMs === 0 ? undefined : { params: { mostMs }, at: found.at, end: found.end };
  },

  judge: ({ tookMs }, { mostMs }) => (tookMs === null ? null : tookMs <= mostMs),
  say: (params) => `comes ${words(params)}`,
  write: (params) => words(params),
};

const words = ({ mostMs }: Params): string =>
  mostMs % 1_000 === 0 ? `within ${mostMs / 1_000} seconds` : `within ${mostMs} milliseconds`;
