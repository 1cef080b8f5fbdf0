import { contentWords, figuresIn, identifiersIn, isNegated, quotesIn } from './words.ts';

/**
 * What rules make of an expert's sentence: which exact things it wants in the
 * answer, and which statement. They read only what is plainly to be said; of
 * orders about style or deeds ("keep it short", "escalate") they make nothing.
 */

/** A figure, an identifier, or words in quotation marks. `unclear`: it stands there, but perhaps not to be said. */
export type Exact = Readonly<{ text: string; quoted: boolean; stance: 'wanted' | 'unwanted' | 'unclear' }>;

type Place = Readonly<{ text: string; quoted: boolean; at: number }>;

const FILLED = '“';

export const SAYING = String.raw`(?:say|says|said|tell|tells|told|explain|explains|explained|state|states|stated|mention|mentions|mentioned|answer|answers|answered|reply|replies|replied|respond|responds|responded|inform|informs|informed|clarify|clarifies|clarified|confirm|confirms|confirmed|admit|admits|admitted|point out|write|cite|cites|cited|quote|quotes|quoted|sag|sage|sagen|erkläre|dis|dire|dites|di|decir)`;
const ANSWERER = String.raw`(?:it|you|(?:the|this|our|your|an?) (?:[\p{L}-]+ )?(?:agent|assistant|bot|chatbot|model|ai|answer|reply|response|output|message))`;
const MODAL = String.raw`(?:should|must|ought to|needs? to|ha(?:s|d|ve) to|shall|would|(?:is|was|were) (?:supposed|expected) to)`;
const OBJECT = String.raw`(?:(?:to )?(?:them|him|her|me|us|everyone|people|(?:the |our )?(?:customers?|users?|clients?)) )`;
const RELATED = String.raw`(?:that|dass|daß|que)`;

const OPENING = /^(?:(?:please|just|always|also|then|and|but|so|or|yes|ok|simply|clearly|bitte)\b[\s,:]*)+/iu;
const WISH = new RegExp(
  String.raw`^(?:(?:i (?:want|wanted|expect|expected|need) ${ANSWERER} to|${ANSWERER} ${MODAL}) (?:(?:also|always|rather|clearly|just|have) )*|(?:the )?(?:customers?|users?) (?:should|must) (?:be|have been) (?=told|informed))`,
  'iu',
);
export const TOLD = new RegExp(String.raw`^${SAYING}(?![\p{L}\p{N}'’])[\s:,]*`, 'iu');
export const THAT = new RegExp(String.raw`^(?:${OBJECT}|clearly |also )*,? ?${RELATED}\s+`, 'iu');
const TO_SOMEONE = new RegExp(String.raw`^${OBJECT}+`, 'iu');

const AUXILIARY = `(?:is|are|can|cannot|can['’]t|could|will|won['’]t|has|have|hasn['’]t|haven['’]t|may|does|do|don['’]t|doesn['’]t|isn['’]t|aren['’]t)`;
const VERB = `(?:${AUXILIARY}|costs?|takes?|lasts?|ships?|arrives?|expires?|includes?|applies|apply|starts?|ends?|comes?|needs?|gets?|works?|opens?|closes?|kostet|dauert|ist|sind|hat|coûte|dure|cuesta|dura)`;
const STATEMENTS = [
  String.raw`^(?:we|they|there|wir|nous|nosotros) (?!${MODAL}\b)\p{L}`,
  String.raw`^(?:it|this|that|you|es|il|elle|el) ${VERB}(?![\p{L}'’])`,
  String.raw`^(?:the|an?|our|your|their|its|all|every|each|no|any|some|most|these|those|das|der|le|la|les|los|las) (?:[\p{L}\p{N}'’${FILLED}-]+ ){1,5}?${VERB}(?![\p{L}'’])`,
  String.raw`^(?!(?:what|who|why|how|when|where|which|if|please|never|not|always|do)\b)[\p{L}${FILLED}-]+ ${AUXILIARY}(?![\p{L}'’])`,
  String.raw`^[\p{L}-]+s ${VERB}(?![\p{L}'’])`,
].map((form) => new RegExp(form, 'iu'));

/** The expert may speak of the answer itself: "it is too long", "the tone is rude". */
export const OF_THE_ANSWER =
  /^(?:it|this|that|you)\b|^(?:the|this|your|its|an?) (?:[\p{L}-]+ )?(?:answer|reply|response|output|message|agent|assistant|bot|chatbot|model|ai|tone|style|wording|format|language|length|text)\b|\b(?:should|must)\b/iu;

const CLAUSE_END = new RegExp(
  String.raw`[,;:.!?]+\s+(?!${FILLED}|[$€£¥\d])(?!or ${FILLED}|and ${FILLED})|\s+but\s+|\s+and\s+(?=(?:then |instead |always )*(?:${SAYING}|do not|don['’]t|never|not|it|we|the)\b)`,
  'giu',
);
const CONTRAST =
  /(?<!\p{L})(?:not|never|no longer|instead of|rather than|nicht|statt)(?: (?:saying|promising|mentioning|an?|the|for|in|within|by|at|on))*\s+$/iu;
const FORBIDDING =
  /(?<!\p{L})(?:do not|don['’]t|never|must not|mustn['’]t|should not|shouldn['’]t)\s+(?:\p{L}+\s+){0,3}?(?:mention(?:ed)?|say|said|tell|told|claim(?:ed)?|promised?|used?|write|written|offer(?:ed)?)(?!\p{L})/iu;
/** "do not forget to say", "never say … unless": the order is turned round again, or holds only at times. */
const TURNING = /(?<!\p{L})(?:forget|fail|hesitate|neglect|omit|stop|without|unless|until|except|only|just)(?!\p{L})/iu;

/** "reply within 2 days" */
const BY_WHEN = /^(?:repl(?:y|ies)|responds?|answers?|writes?) (?:in|within|after|before|under|by)\b/i;

/** The text in its own length, but nothing in quotation marks can be read. */
export function withoutQuotes(text: string): string {
  return quotesIn(text).reduce(
    (left, { at, end }) => left.slice(0, at) + FILLED.repeat(end - at) + left.slice(end),
    text,
  );
}

/** In order of kind: quotes, figures with a unit, identifiers; each once. */
export function exactThingsIn(expectation: string): readonly Exact[] {
  const plain = withoutQuotes(expectation);
  const places: readonly Place[] = [
    ...quotesIn(expectation).map(({ text, at }) => ({ text, at, quoted: true })),
    ...figuresIn(plain).flatMap(({ text, unit, at }) => (unit === '' ? [] : { text: text.trim(), at, quoted: false })),
    ...identifiersIn(plain).map((text) => ({ text, at: plain.indexOf(text), quoted: false })),
  ];
  const firsts = new Map([...places].reverse().map((place) => [place.text, place]));
  return [...firsts.values()]
    .reverse()
    .map(({ text, quoted, at }) => ({ text, quoted, stance: stanceOf(plain, at, quoted) }));
}

/** Begins with a verb of saying: "say …", "it should tell the customer …". */
export function isToBeSaid(expectation: string): boolean {
  return TOLD.test(withoutLead(withoutQuotes(expectation)));
}

/** What the answer is to state, in the expert's words: behind a verb of saying, or the whole sentence when it states something. */
export function statementIn(expectation: string): string | undefined {
  const whole = withoutLead(withoutQuotes(expectation.trim()));
  const told = TOLD.exec(whole)?.[0];
  if (told === undefined) {
    return isStatement(whole) && !OF_THE_ANSWER.test(whole) ? endOf(expectation, whole) : undefined;
  }
  const rest = whole.slice(told.length);
  const that = THAT.exec(rest)?.[0];
  if (that !== undefined) return endOf(expectation, rest.slice(that.length));
  const bare = rest.replace(TO_SOMEONE, '');
  return isStatement(bare) ? endOf(expectation, bare) : undefined;
}

/** Whether every part of a sentence has an exact thing in it: "the price is $39 and shipping is free" leaves something unsaid. */
export function leavesNothing(expectation: string): boolean {
  const plain = withoutQuotes(expectation);
  const parts = plain.split(/,\s+|\s+(?:and|or|but)\s+/i);
  const isExact = (part: string) =>
    part.includes(FILLED) || figuresIn(part).length > 0 || identifiersIn(part).length > 0;
  return parts.every((part) => isExact(part) || contentWords(withoutLead(part)).length === 0);
}

function stanceOf(plain: string, at: number, quoted: boolean): Exact['stance'] {
  const { text, start } = clauseAt(plain, at);
  const before = text.slice(0, at - start);
  if (TURNING.test(text) && isNegated(text)) return 'unclear';
  if (CONTRAST.test(before)) return 'unwanted';
  if (quoted && FORBIDDING.test(before)) return 'unwanted';
  const rest = text.slice(at - start);
  const contrast = /\s(?:not|instead of|rather than|nicht|statt)\s/iu.exec(rest)?.index ?? rest.length;
  if (isNegated(before) || isNegated(rest.slice(0, contrast))) return 'unclear';
  return isSaid(before, rest) ? 'wanted' : 'unclear';
}

/** `before` and `rest` are the clause up to the exact thing, and from there on. */
function isSaid(before: string, rest: string): boolean {
  if (before.trim() === '') return !/^\S+ (?:should|must|needs?)\b/i.test(rest);
  const clause = withoutLead(before + rest);
  if (BY_WHEN.test(clause)) return false;
  return TOLD.test(clause) || isStatement(clause) || /^(?:be|cost)\s+[$€£¥\d]/i.test(clause) || /:\s*$/.test(before);
}

function clauseAt(plain: string, at: number): Readonly<{ text: string; start: number }> {
  let start = 0;
  for (const match of plain.matchAll(CLAUSE_END)) {
    if (match.index >= at) return { text: plain.slice(start, match.index), start };
    start = match.index + match[0].length;
  }
  return { text: plain.slice(start), start };
}

export function withoutLead(plain: string): string {
  return plain.trim().replace(OPENING, '').replace(WISH, '').replace(OPENING, '');
}

export function isStatement(plain: string): boolean {
  return STATEMENTS.some((form) => form.test(plain));
}

function endOf(expectation: string, end: string): string {
  const whole = expectation.trim();
  return whole.slice(whole.length - end.length);
}
