import { z } from 'zod';
import { isAnswered } from '../refine/suspects/is-answered.ts';
import { exactThingsIn } from '../refine/text/wish.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ none: z.array(z.string()) });
type Params = z.infer<typeof Params>;

/** Words in quotation marks do not stand in the answer: "never say “guaranteed”". */
export const lacks: AssertionKind<Params> = {
  kind: 'lacks',
  params: Params,

  understand(expectation) {
    const things = exactThingsIn(expectation);
    const areForbidden = things.every(({ quoted, stance }) => quoted && stance === 'unwanted');
    return things.length > 0 && areForbidden ? { none: things.map(({ text }) => text) } : undefined;
  },

  judge: ({ output }, { none }) =>
    isAnswered(output) && none.every((part) => !output.text.toLowerCase().includes(part.toLowerCase())),

  say: ({ none }) => `does not say ${none.map((part) => `“${part}”`).join(' or ')}`,
};
