const split = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** The small words of a language: a text of some length has many of its own, and few of another's. */
const SMALL_WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['English', split('the and of to is you that it for with are this have your not be can we our will')],
  ['German', split('der die das und ist sie nicht ein eine zu mit für auf den von wir ihre können haben wird')],
  ['French', split('le la les et est vous que pour dans pas une des du avec nous sur votre avez ce être')],
  ['Spanish', split('el la los las que y es en por para con una su no se del usted está como puede')],
]);
const FEWEST_SMALL_WORDS = 5;
/** The language must lead the next one by so much: names and quotes of another are in many texts. */
const LEAD = 2;
const LOOKED_AT = 5_000;

/** The name of a language as English has it, where its texts can be told. */
export function languageNamed(name: string): string | undefined {
  return SMALL_WORDS.has(name) ? name : undefined;
}

/** In which language a text is; `undefined` where that is not plain. */
export function languageOf(text: string): string | undefined {
  const words =
    text
      .slice(0, LOOKED_AT)
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const counts = [...SMALL_WORDS].map(([language, small]) => ({
    language,
    count: words.filter((word) => small.has(word)).length,
  }));
  const [first, second] = counts.sort((one, other) => other.count - one.count);
  if (!first || !second || first.count < FEWEST_SMALL_WORDS || first.count < second.count * LEAD) return undefined;
  return first.language;
}
