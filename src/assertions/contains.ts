import { z } from 'zod';
import { isAnswered } from '../refine/suspects/is-answered.ts';
import { exactThingsIn } from '../refine/text/wish.ts';
import { areSameFigure, figuresIn, inDigits } from '../refine/text/words.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ all: z.array(z.string()), none: z.array(z.string()) });
type Params = z.infer<typeof Params>;

/** Exact things stand in the answer: figures, identifiers, words in quotation marks; others do not ("$39, not $29"). */
export const contains: AssertionKind<Params> = {
  kind: 'contains',
  params: Params,

  understand(expectation) {
    const things = exactThingsIn(expectation);
    const all = things.filter(({ stance }) => stance === 'wanted').map(({ text }) => text);
    const none = things.filter(({ stance }) => stance === 'unwanted').map(({ text }) => text);
    return all.length > 0 && all.length + none.length === things.length ? { all, none } : undefined;
  },

  judge: ({ output }, { all, none }) =>
    isAnswered(output) &&
    all.every((part) => stands(part, output.text)) &&
    !none.some((part) => stands(part, output.text)),

  say: ({ all, none }) => `says ${quote(all, 'and')}${none.length > 0 ? ` and does not say ${quote(none, 'or')}` : ''}`,
};

/** Figures by value and unit ($39, 39 dollars, $39.00; 2 years, two years), everything else as it is written, but for case and white space. */
function stands(part: string, text: string): boolean {
  const [figure] = figuresIn(part);
  if (figure && figure.text.trim() === part)
    return figuresIn(inDigits(text)).some((said) => areSameFigure(said, figure));
  return plain(text).includes(plain(part));
}

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

const quote = (parts: readonly string[], word: string): string => parts.map((part) => `“${part}”`).join(` ${word} `);
