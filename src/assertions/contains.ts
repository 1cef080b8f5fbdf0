import { z } from 'zod';
import { isAnswered } from '../refine/suspects/is-answered.ts';
import { exactThingsIn, leavesNothing } from '../refine/text/wish.ts';
import { areSameFigure, figuresIn, inDigits } from '../refine/text/words.ts';
import { type AssertionKind, wholly } from './assertion.ts';

const Params = z.object({ all: z.array(z.string()), none: z.array(z.string()) });
type Params = z.infer<typeof Params>;

/** Exact things stand in the answer: figures, identifiers, words in quotation marks; others do not ("$39, not $29"). */
export const contains: AssertionKind<Params> = {
  kind: 'contains',
  params: Params,
  takes: 'clause',

  understand(sentence) {
    const things = exactThingsIn(sentence);
    const all = things.filter(({ stance }) => stance === 'wanted').map(({ text }) => text);
    const none = things.filter(({ stance }) => stance === 'unwanted').map(({ text }) => text);
    if (all.length === 0 || all.length + none.length < things.length) return undefined;
    return leavesNothing(sentence) ? wholly(sentence, { all, none }) : { params: { all, none }, at: 0, end: 0 };
  },

  judge: ({ output }, { all, none }) =>
    isAnswered(output) &&
    all.every((part) => stands(part, output.text)) &&
    !none.some((part) => stands(part, output.text)),

  write: ({ all, none }) =>
    `say ${all.map(marked).join(' and ')}${none.length > 0 ? `, not ${none.map(marked).join(' or ')}` : ''}`,
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

/** In the marks that the text does not hold. */
const marked = (text: string): string => (/[“”]/.test(text) ? `"${text}"` : `“${text}”`);

const quote = (parts: readonly string[], word: string): string => parts.map((part) => `“${part}”`).join(` ${word} `);
