import { z } from 'zod';
import { quotedIn } from '../refine/words.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ none: z.array(z.string()) });
type Params = z.infer<typeof Params>;

/** "do not mention “SuperMax”", "never say “guaranteed”". */
const FORBIDS =
  /\b(?:do not|don['’]t|never|must not|should not|shouldn['’]t)\s+(?:\p{L}+\s+){0,3}?(?:mention|say|claim|promise|use|write|offer)\b/iu;

/** Words in quotation marks do not stand in the answer. */
export const lacks: AssertionKind<Params> = {
  kind: 'lacks',
  params: Params,

  understand(expectation) {
    const none = quotedIn(expectation);
    return FORBIDS.test(expectation) && none.length > 0 ? { none: [...none] } : undefined;
  },

  judge: ({ text }, { none }) => none.every((part) => !text.toLowerCase().includes(part.toLowerCase())),

  say: ({ none }) => `does not say ${none.map((part) => `“${part}”`).join(' or ')}`,
};
