import { isStatement, OF_THE_ANSWER, SAYING, THAT, TOLD, withoutLead, withoutQuotes } from './wish.ts';

/** One of the things that an expert's sentence asks for; `at` is its place there. */
export type Clause = Readonly<{ text: string; at: number }>;

/** What an order begins with: behind a comma or an "and" it is another thing that is asked for. */
const ORDER = String.raw`(?:${SAYING}|be|use|keep|avoid|give|offer|ask|apologi[sz]e|include|call|look up|search|point|refer|stay|greet|thank|start|begin|finish|make|do|don['’]t|never|always|refuse|list|link|return|format|check|match(?:es)?|describe|summari[sz]e|recommend|suggest|(?:in|auf|en) (?:English|German|French|Spanish|Deutsch|Englisch|français|anglais|español|inglés)|(?:in )?(?:at most|no more than|at least|under|fewer than)|(?:it|the answer) (?:should|must)|that (?:we|it|they|the|our|no|there))(?![\p{L}\p{N}'’])`;
const BOUNDARY = new RegExp(
  String.raw`[!?;]+\s+|(?<!(?<!\p{L})(?:e\.g|i\.e|etc|vs|mr|mrs|dr|no))\.\s+|(?:,\s*(?:and |but )?|\s+(?:and|but)\s+)(?=(?:then |also |instead |always |please )*${ORDER})`,
  'giu',
);

/** The things that a sentence asks for, verbatim but for the marks and words between them. Quotation marks are never broken. */
export function clausesOf(sentence: string): readonly Clause[] {
  const plain = withoutQuotes(sentence);
  const clauses: Clause[] = [];
  let at = 0;
  for (const match of plain.matchAll(BOUNDARY)) {
    clauses.push({ text: sentence.slice(at, match.index), at });
    at = match.index + match[0].length;
  }
  return [...clauses, { text: sentence.slice(at), at }].filter(({ text }) => text.trim() !== '');
}

/**
 * Whether the words at a place are about the answer itself ("in German", "at most 3 sentences"), and are no part of
 * what it is to state ("say that the manual is in German").
 */
export function isOfTheAnswer(sentence: string, at: number): boolean {
  const clause = clausesOf(sentence).findLast((candidate) => candidate.at <= at);
  if (!clause) return false;
  const whole = withoutLead(withoutQuotes(clause.text));
  const start = clause.at + clause.text.length - whole.length;
  const told = TOLD.exec(whole)?.[0] ?? '';
  const rest = whole.slice(told.length);
  const that = new RegExp(String.raw`(?:^|\s)${THAT.source.replace(/^\^/, '')}`, 'iu').exec(rest);
  if (that) return at < start + told.length + that.index + 1;
  return !isStatement(told === '' ? whole : rest) || OF_THE_ANSWER.test(whole);
}

/** "not in German", "don't write in German": the words at a place are turned round by those before them. */
export function isTurned(plain: string, at: number): boolean {
  return /(?<!\p{L})(?:not|never|no|n['’]t|nicht|pas)(?:\s+\S+)?\s+$/iu.test(plain.slice(Math.max(0, at - 40), at));
}

/** Without the marks and words that led from one thing to the next. */
export const withoutLinks = (text: string): string =>
  text
    .trim()
    .replace(/^(?:[,;]\s*|(?:and|but|then)\s+)+|(?:\s*[,;.]|\s+(?:and|but|then))+$/giu, '')
    .trim();

/** Nothing is left to ask for but that there is an answer: "it should answer". */
export function isBare(text: string): boolean {
  return !/[\p{L}\p{N}“]/u.test(withoutLead(withoutQuotes(text)).replace(FILLERS, ''));
}

const FILLERS =
  /(?<![\p{L}])(?:an?|the|and|but|then|also|it|is|its|be|answers?|answered|reply|replies|responds?|response|write|written|says?|keep|return|give|speak|should|must|always|only|please|with|in|have|has|take|use|come|that|to|them|customers?|users?|antworten?|antwort|r[ée]pon(?:ds|dez|dre)|responde[nr]?)(?![\p{L}])/giu;
