import { NEGATIONS, RELATIVES, STOP_WORDS } from './lexicon.ts';

/**
 * What rules know of language: words, sentences, figures, identifiers. No model,
 * no dictionary beyond `lexicon.ts`. Everything here takes time in proportion to its text.
 */

/** `root` is the stem, or the one word that stands for its relatives. Compare roots, show `text`. */
export type Word = Readonly<{ text: string; root: string }>;

/** `text` as it stands; `unit` is a currency sign, `%`, the root of the noun behind it (`day`), or empty. */
export type Figure = Readonly<{ text: string; value: number; unit: string; at: number }>;

const LONGEST_WORD = 64;
const WORD = /[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu;

/** A full stop only ends a sentence when the next word does not go on in small letters ("e.g. this"). */
const SENTENCE_END = /\n+|[.!?]+["'”’)\]]*(?=\s+[^\p{Ll}\s]|\s*$)|[。！？]+/gu;
const LIST_MARK = /^(?:[-*•>#]+|\d{1,3}[.)])\s+/;

const NUMBER = String.raw`\d{1,3}(?:[,.'’ ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,15}(?:[.,]\d{1,4})?(?!\d)`;
/** Not inside an identifier, a date, a time or a version. */
const FIGURE = new RegExp(
  String.raw`(?<![\p{L}\p{N}_#/:-]|\d[.,])([$€£¥] ?)?(${NUMBER})(?![\p{L}_/:]|-[\p{L}\d]|[.,]\d)(?:( ?[$€£¥%])|[ -](USD|EUR|GBP|dollars?|euros?|pounds?|percent|\p{L}{1,20}))?`,
  'gu',
);
const CURRENCIES: Readonly<Record<string, string>> = {
  usd: '$',
  dollar: '$',
  dollars: '$',
  eur: '€',
  euro: '€',
  euros: '€',
  gbp: '£',
  pound: '£',
  pounds: '£',
  percent: '%',
};

const TOKEN = /[\p{L}\p{N}]{1,64}(?:[-_/#.][\p{L}\p{N}]{1,64}){0,8}/gu;
const DATE = /^\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2}(?:T\d{2})?)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/;
/** A measure (30kg, 24-hour), a version (v2, 1.4.0), a figure, or 24/7. */
const NO_IDENTIFIER = /^\d+-?\p{Ll}+$|^v?\d+(?:\.\d+)*$|^\d{1,2}\/\d{1,2}$/u;
const LONG_NUMBER = /^(?:0\d{2,}|\d{5,})$/;
const QUOTED = /"([^"\n]{2,200})"|“([^”\n]{2,200})”|`([^`\n]{2,200})`|(?<![\p{L}\p{N}])'([^'\n]{2,200})'(?![\p{L}\p{N}])/gu;

/** The words that carry the meaning, as they stand, in order. */
export function wordsIn(text: string): readonly Word[] {
  return plainWords(text)
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word.toLowerCase()) && !isNegation(word))
    .map((word) => ({ text: word, root: rootOf(word) }));
}

/** Roots of the words that carry the meaning, each once, in order. */
export function contentWords(text: string): readonly string[] {
  return [...new Set(wordsIn(text).map(({ root }) => root))];
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

/** "do not", "never", "can't", "without", "avoid". Two of them in one sentence still count as negated. */
export function isNegated(sentence: string): boolean {
  return plainWords(sentence).some(isNegation);
}

/** Amounts, percentages and counts, in order; digits of identifiers, dates, times and versions are none. */
export function figuresIn(text: string): readonly Figure[] {
  return [...text.matchAll(FIGURE)].map((match) => {
    const [whole, before, number = '', behind, noun] = match;
    const sign = (before ?? behind ?? '').trim();
    const unit = sign === '' && noun !== undefined ? unitOf(noun) : sign;
    const shown = noun !== undefined && (unit === '' || sign !== '') ? whole.slice(0, -noun.length - 1) : whole;
    return { text: shown, value: valueOf(number), unit, at: match.index };
  });
}

/** Equal amounts in the same unit; one without a unit may be of any. */
export function areSameFigure(one: Figure, other: Figure): boolean {
  return one.value === other.value && (one.unit === other.unit || one.unit === '' || other.unit === '');
}

/** Order numbers, codes, keys and the like, as they stand, each once: `A-0042`, `INV_2023_17`, `0042`, a UUID. */
export function identifiersIn(text: string): readonly string[] {
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  return [...new Set(tokens.filter(isIdentifier))];
}

/** What stands in quotation marks, without them. */
export function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(QUOTED)].flatMap((match) => match.slice(1).find((quote) => quote !== undefined) ?? []);
}

function plainWords(text: string): readonly string[] {
  return [...text.matchAll(WORD)].map(([word]) => word.slice(0, LONGEST_WORD));
}

function isNegation(word: string): boolean {
  const plain = word.toLowerCase().replace(/['’]/g, '');
  return NEGATIONS.has(plain) || /n['’]t$/i.test(word);
}

function isIdentifier(token: string): boolean {
  if (LONG_NUMBER.test(token)) return true;
  return token.length >= 3 && /\d/.test(token) && !DATE.test(token) && !NO_IDENTIFIER.test(token);
}

/** A noun is a unit (`30 days`); a word that says nothing ("39 for") is none. */
function unitOf(noun: string): string {
  const plain = noun.toLowerCase();
  return CURRENCIES[plain] ?? (STOP_WORDS.has(plain) ? '' : rootOf(plain));
}

/** The last separator is a decimal point when one or two digits follow it; otherwise it groups thousands. */
function valueOf(number: string): number {
  const [, whole = number, cents] = /^(.*?)(?:[.,](\d{1,2}|\d{4}))?$/.exec(number) ?? [];
  return Number(`${whole.replace(/\D/g, '')}.${cents ?? '0'}`);
}

function rootOf(word: string): string {
  const stem = stemOf(word.toLowerCase().replace(/['’]\p{L}+$/u, ''));
  return FAMILIES.get(stem) ?? stem;
}

/** Light: only endings that change the form and not the notion. */
function stemOf(word: string): string {
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
