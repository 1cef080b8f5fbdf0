import { RE2JS } from 're2js';
import { z } from 'zod';
import { isAnswered } from '../refine/suspects/is-answered.ts';
import { isNegated } from '../refine/text/words.ts';
import { type AssertionKind, foundBy } from './assertion.ts';

const LONGEST_PATTERN = 300;
/** RE2 never goes back in the text: a search takes time in proportion to both of these, whatever pattern and text are, so at most about a second. */
const LONGEST_TEXT = 50_000;
const MOST_STEPS = 150;

const Params = z.object({
  pattern: z.string().max(LONGEST_PATTERN).refine(isPattern, 'is no pattern that RE2 takes'),
  /** Small and capital letters are the same. */
  anyCase: z.boolean(),
  stands: z.boolean(),
});
type Params = z.infer<typeof Params>;

const WRITTEN =
  /(?:(?:never|do not|don['’]t|must not|not) )?(?:match(?:es|ing)?|contains?|fit) (?:the |this )?(?:(?:regular expression|regex|pattern) )?\/(?<pattern>(?:\\.|[^\\/\n]){1,300})\/(?<flags>i?)(?![\p{L}])/iu;

/** A regular expression: "match /RF-\d+/". In RE2's language, without back references and look-around: https://github.com/google/re2/wiki/Syntax */
export const pattern: AssertionKind<Params> = {
  kind: 'pattern',
  params: Params,
  takes: 'phrase',

  understand(sentence) {
    const found = WRITTEN.exec(sentence);
    if (!found?.groups) return undefined;
    const { pattern: written = '', flags } = found.groups;
    const stands = !isNegated(found[0].slice(0, found[0].indexOf('/')));
    const params = Params.safeParse({ pattern: written.replaceAll('\\/', '/'), anyCase: flags !== '', stands });
    return params.success ? foundBy(found, params.data) : undefined;
  },

  judge: ({ output }, { pattern: source, anyCase, stands }) =>
    isAnswered(output) && compiled(source, anyCase).matcher(output.text.slice(0, LONGEST_TEXT)).find() === stands,

  say: (params) => `${params.stands ? 'matches' : 'does not match'} ${written(params)}`,
  write: (params) => `${params.stands ? 'match' : 'never match'} ${written(params)}`,
};

const written = ({ pattern: source, anyCase }: Params): string =>
  `/${source.replace(/(?<!\\)((?:\\\\)*)\//g, '$1\\/')}/${anyCase ? 'i' : ''}`;

function compiled(source: string, anyCase: boolean): RE2JS {
  return RE2JS.compile(source, RE2JS.MULTILINE | (anyCase ? RE2JS.CASE_INSENSITIVE : 0));
}

function isPattern(source: string): boolean {
  try {
    return compiled(source, false).programSize() <= MOST_STEPS;
  } catch {
    return false;
  }
}
