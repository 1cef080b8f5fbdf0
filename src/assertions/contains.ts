import { z } from 'zod';
import { areSameFigure, figuresIn, identifiersIn, isNegated, quotedIn } from '../refine/words.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ all: z.array(z.string()) });
type Params = z.infer<typeof Params>;

/** Exact things stand in the answer: figures, identifiers, words in quotation marks. */
export const contains: AssertionKind<Params> = {
  kind: 'contains',
  params: Params,

  understand(expectation) {
    if (isNegated(expectation)) return undefined;
    const figures = figuresIn(expectation).filter(({ unit }) => unit !== '');
    const all = [
      ...new Set([...quotedIn(expectation), ...figures.map(({ text }) => text.trim()), ...identifiersIn(expectation)]),
    ];
    return all.length > 0 ? { all } : undefined;
  },

  judge: ({ text }, { all }) => all.every((part) => stands(part, text)),

  say: ({ all }) => `says ${all.map((part) => `“${part}”`).join(' and ')}`,
};

/** Figures by value and unit ($39, 39 dollars, $39.00), everything else as it is written, but for case and white space. */
function stands(part: string, text: string): boolean {
  const [figure] = figuresIn(part);
  if (figure && figure.text.trim() === part) return figuresIn(text).some((said) => areSameFigure(said, figure));
  return plain(text).includes(plain(part));
}

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
