import { z } from 'zod';
import { isAnswered } from '../refine/suspects/is-answered.ts';
import { languageNamed, languageOf } from '../refine/suspects/language.ts';
import { isOfTheAnswer, isTurned } from '../refine/text/clauses.ts';
import { withoutQuotes } from '../refine/text/wish.ts';
import { type AssertionKind, foundBy } from './assertion.ts';

const Params = z.object({ language: z.string() });
type Params = z.infer<typeof Params>;

/** As the languages call themselves, and as English calls them. */
const NAMES: Readonly<Record<string, string>> = {
  english: 'English',
  englisch: 'English',
  anglais: 'English',
  inglés: 'English',
  german: 'German',
  deutsch: 'German',
  allemand: 'German',
  alemán: 'German',
  french: 'French',
  französisch: 'French',
  français: 'French',
  francés: 'French',
  spanish: 'Spanish',
  spanisch: 'Spanish',
  espagnol: 'Spanish',
  español: 'Spanish',
};
const IN = new RegExp(
  String.raw`(?<!\p{L})(?:only )?(?:in|auf|en) (?<name>${Object.keys(NAMES).join('|')})(?!\p{L})(?: only)?`,
  'iu',
);

/** The answer is in a language: "in German". Other languages than the few that can be told are a judge's. */
export const language: AssertionKind<Params> = {
  kind: 'language',
  params: Params,
  takes: 'phrase',

  understand(sentence) {
    const plain = withoutQuotes(sentence);
    const found = IN.exec(plain);
    const named = languageNamed(NAMES[found?.groups?.name?.toLowerCase() ?? ''] ?? '');
    if (!found || named === undefined || isTurned(plain, found.index)) return undefined;
    return isOfTheAnswer(sentence, found.index) ? foundBy(found, { language: named }) : undefined;
  },

  judge({ output }, { language: wanted }) {
    if (!isAnswered(output)) return false;
    const spoken = languageOf(output.text);
    return spoken === undefined ? null : spoken === wanted;
  },

  say: ({ language: wanted }) => `is in ${wanted}`,
  write: ({ language: wanted }) => `in ${wanted}`,
};
