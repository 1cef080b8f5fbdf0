import { z } from 'zod';
import { isAnswered } from '../refine/suspects/is-answered.ts';
import { exactThingsIn, leavesNothing } from '../refine/text/wish.ts';
import { type AssertionKind, wholly } from './assertion.ts';

const Params = z.object({ none: z.array(z.string()) });
type Params = z.infer<typeof Params>;

/** Words in quotation marks do not stand in the answer: "never say “guaranteed”". */
export const lacks: AssertionKind<Params> = {
  kind: 'lacks',
  params: Params,
  takes: 'clause',

  understand(sentence) {
    const things = exactThingsIn(sentence);
    const areForbidden = things.every(({ quoted, stance }) => quoted && stance === 'unwanted');
    if (things.length === 0 || !areForbidden) return undefined;
    const params = { none: things.map(({ text }) => text) };
    return leavesNothing(sentence) ? wholly(sentence, params) : { params, at: 0, end: 0 };
  },

  judge: ({ output }, { none }) =>
    isAnswered(output) && none.every((part) => !output.text.toLowerCase().includes(part.toLowerCase())),

  write: ({ none }) => `never say ${none.map((part) => (/[“”]/.test(part) ? `"${part}"` : `“${part}”`)).join(' or ')}`,
  say: ({ none }) => `does not say ${none.map((part) => `“${part}”`).join(' or ')}`,
};
