import { NEGATIONS, NUMBER_WORDS, RELATIVES, STOP_WORDS } from './lexicon.ts';

/**
 * What rules know of language: words, sentences, figures, identifiers. No model,
 * no dictionary beyond `lexicon.ts`. Everything here takes time in proportion to its text.
 */

/** `root` is the stem, or the one word that stands for its relatives. Compare roots, show `text`. */
export type Word = Readonly<{ text: string; root: string }>;

/** `text` as it stands; `unit` is a currency sign, `%`, a measure of time (`day`), or empty. */
export type Figure = Readonly<{ text: string; value: number; unit: string; at: number }>;

export type Quote = Readonly<{ text: string; at: number; end: number }>;

const LONGEST_WORD = 64;
const WORD = /[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu;

/** A full stop only ends a sentence when the next word does not go on in small letters ("e.g. this"). */
const SENTENCE_END = /\n+|[.!?]+["'”’)\]]*(?=\s+[^\p{Ll}\s]|\s*$)|[。！？]+/gu;
const LIST_MARK = /^(?:[-*•>#]+|\d{1,3}[.)])\s+/;

const NUMBER = String.raw`\d{1,3}(?:[,.'’ ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,15}(?:[.,]\d{1,4})?(?!\d)`;
const UNIT = String.raw`(?: ?(?<sign>[$€£¥%])|[ -](?:business |working |calendar )?(?<noun>\p{L}{2,12}))?`;
/** Not inside an identifier, a date, a time or a version. */
const FIGURE = new RegExp(
  String.raw`(?<![\p{L}\p{N}_#/:-]|\d[.,])(?<currency>[$€£¥])? ?(?<number>${NUMBER})(?![\p{L}_/:]|-[\p{Lu}\d]|[.,]\d)${UNIT}`,
  'gu',
);
const UNITS: ReadonlyMap<string, string> = new Map([
  ['usd', '$'],
  ['dollar', '$'],
  ['eur', '€'],
  ['euro', '€'],
  ['gbp', '£'],
  ['pound', '£'],
  ['percent', '%'],
  ...['second', 'minute', 'hour', 'day', 'week', 'month', 'year'].map((measure) => [measure, measure] as const),
]);

const SPELLED = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${NUMBER_WORDS.join('|')})(?![\p{L}\p{N}])`, 'giu');

const TOKEN = /[\p{L}\p{N}]{1,64}(?:[-_/#.][\p{L}\p{N}]{1,64}){0,8}/gu;
const DATE = /^\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2}(?:T\d{2})?)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/;
/** A measure (30kg, 24-hour), a version (v2, 1.4.0), a figure, or 24/7. */
const NO_IDENTIFIER = /^\d+-?\p{Ll}+$|^v?\d+(?:\.\d+)*$|^\d{1,2}\/\d{1,2}$/u;
const LONG_NUMBER = /^(?:0\d{2,}|\d{5,})$/;
const QUOTED =
  /"([^"\n]{2,200})"|“([^”\n]{2,200})”|`([^`\n]{2,200})`|(?<![\p{L}\p{N}])'([^'\n]{2,200})'(?![\p{L}\p{N}])/gu;

/** The words that carry the meaning, as they stand, in order. */
export function wordsIn(text: string): readonly Word[] {
  return plainWords(text)
    .filter(isTelling)
    .map((word) => ({ text: word, root: rootOf(word) }));
}

/** Roots of the words that carry the meaning, each once, in order. */
export function contentWords(text: string): readonly string[] {
  const words = new Set(plainWords(text).map((word) => word.toLowerCase()));
  return [...new Set([...words].filter(isTelling).map(rootOf))];
}

/** Sentences and lines, verbatim but for list marks and the space around them. */
export function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    sentences.push(text.slice(start, match.index + match[0].length));
    start = match.index + match[0].length;
  }
  sentences.push(text.slice(start));
  return sentences.map((sentence) => sentence.trim().replace(LIST_MARK, '')).filter((sentence) => sentence !== '');
}

/** "do not", "never", "can't", "without", "nicht", "n’est pas". Two of them in one sentence still count as negated. */
export function isNegated(sentence: string): boolean {
  return plainWords(sentence).some(isNegation);
}

/** How many words of the sentence negate: of two, no rule knows what they leave. */
export function countNegations(sentence: string): number {
  return plainWords(sentence).filter(isNegation).length;
}

/** Amounts, percentages and counts, in order; digits of identifiers, dates, times and versions are none. */
export function figuresIn(text: string): readonly Figure[] {
  return [...text.matchAll(FIGURE)].map(({ 0: whole, index, groups = {} }) => {
    const { currency, number = '', sign, noun } = groups;
    const measure = noun && unitOf(noun);
    const shown = noun && !measure ? whole.slice(0, whole.indexOf(number) + number.length) : whole;
    const at = index + shown.length - shown.trimStart().length;
    return { text: shown.trim(), value: amountOf(number), unit: currency ?? sign ?? measure ?? '', at };
  });
}

/** "two years" as "2 years". */
export function inDigits(text: string): string {
  return text.replace(SPELLED, (word) => String(NUMBER_WORDS.indexOf(word.toLowerCase())));
}

/** Equal amounts in the same unit; one without a unit may be of any. */
export function areSameFigure(one: Figure, other: Figure): boolean {
  return one.value === other.value && (one.unit === other.unit || one.unit === '' || other.unit === '');
}

/** Order numbers, codes, keys and the like, as they stand, each once: `A-0042`, `INV_2023_17`, `0042`, a UUID. */
export function identifiersIn(text: string): readonly string[] {
  return [...new Set(text.match(TOKEN))].filter(isIdentifier);
}

/** What stands in quotation marks, without them. */
export function quotedIn(text: string): readonly string[] {
  return quotesIn(text).map((quote) => quote.text);
}

/** The same with its place; `at` and `end` take in the quotation marks. */
export function quotesIn(text: string): readonly Quote[] {
  return [...text.matchAll(QUOTED)].map((match) => ({
    text: match.slice(1).find((quote) => quote !== undefined) ?? '',
    at: match.index,
    end: match.index + match[0].length,
  }));
}

function plainWords(text: string): readonly string[] {
  return (text.match(WORD) ?? []).map((word) => word.slice(0, LONGEST_WORD));
}

function isTelling(word: string): boolean {
  return word.length > 1 && !STOP_WORDS.has(word.toLowerCase()) && !isNegation(word);
}

function isNegation(word: string): boolean {
  const plain = word.toLowerCase().replace(/['’]/g, '');
  return NEGATIONS.has(plain) || /n['’]t$/i.test(word);
}

function isIdentifier(token: string): boolean {
  if (LONG_NUMBER.test(token)) return true;
  return token.length >= 3 && /\d/.test(token) && !DATE.test(token) && !NO_IDENTIFIER.test(token);
}

/** Only nouns that measure: "7 items" has no unit, so that it can be compared with "7". */
function unitOf(noun: string): string | undefined {
  const plain = noun.toLowerCase();
  return UNITS.get(plain) ?? UNITS.get(plain.replace(/s$/, ''));
}

/** The last separator is a decimal point when one or two digits follow it, or when zero stands before it; else it groups thousands. */
function amountOf(number: string): number {
  const [, whole = number, cents = '0'] =
    /^(.+)[.,](\d{1,2}|\d{4})$/.exec(number) ?? /^(0)[.,](\d+)$/.exec(number) ?? [];
  return Number(`${whole.replace(/\D/g, '')}.${cents}`);
}

function rootOf(word: string): string {
  const stem = stemOf(word.toLowerCase().replace(/['’]\p{L}+$/u, ''));
  return FAMILIES.get(stem) ?? stem;
}

/** Of a word in small letters. Light: only endings that change the form and not the notion. */
export function stemOf(word: string): string {
  const singular = word
    .replace(/(?<=..)ies$/, 'y')
    .replace(/(?<=..(?:ss|x|z|ch|sh))es$/, '')
    .replace(/(?<=..[^sui])s$/, '');
  const bare = singular
    .replace(/(?<=^.*[aeiouy].*[^e])(?:ing|ed)$/, '')
    .replace(/(?<=.{4})(?:ation|ly|ment)$/, '')
    .replace(/([bdgklmnprt])\1$/, '$1');
  return (bare.length < 3 ? singular : bare).replace(/(?<=..)e$/, '').replace(/(?<=..)y$/, 'i');
}

const FAMILIES: ReadonlyMap<string, string> = new Map(
  RELATIVES.flatMap((line) => {
    const [first = '', ...others] = line.split(' ').map(stemOf);
    return others.map((other) => [other, first] as const);
  }),
);
