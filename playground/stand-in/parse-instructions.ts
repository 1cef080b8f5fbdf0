import { asSentence, sentencesOf } from './words.ts';

/** One sentence of the prompt that tells the assistant what to do. */
export type Instruction = Readonly<{
  /** `null` when it always holds. */
  condition: string | null;
  /** What it wants said, word for word; `null` when it wants something else. */
  statement: string | null;
  /** What it forbids; `null` when it forbids nothing. */
  forbidden: string | null;
  /** It wants the newest of several documents. */
  prefersNewest: boolean;
}>;

const WHEN = `(?:when(?:ever)?|if|in case|for (?:questions|messages|requests) (?:about|on|like))`;
const POLITE = `(?:(?:then|please|always|simply|just|politely|kindly|clearly|honestly|you (?:must|should)|the assistant (?:must|should)) )*`;
const SAY = `(?:say|tell|explain|answer|reply|respond|state|clarify|admit|inform|let|make (?:it )?clear|remind)`;
const NEVER = `(?:do not|don['’]t|never|avoid|refrain from|must not|should not)`;
const WHOM = `(?: (?:to |that )?(?:them|him|her|(?:the |every )?(?:customers?|users?|person)|people)(?: know)?| (?:clearly|honestly|politely|plainly|openly|directly|briefly))*`;

const BREAK = String.raw`(?:\s*[,:;]|\s+[-–—]|(?=\s+then\b))\s*`;

/** A condition ends before the first word that says to say, or not to do, something; else at the first break. */
const BEFORE_SAYING = new RegExp(String.raw`^${WHEN} (.+?)${BREAK}(?=${POLITE}(?:${SAY}|${NEVER})\b)(.+)$`, 'i');
const BEFORE_BREAK = new RegExp(`^${WHEN} (.+?)${BREAK}(.+)$`, 'i');
const CONDITION_LAST = new RegExp(String.raw`^(${POLITE}(?:${SAY}|${NEVER})\b.+?),? (?:when(?:ever)?|if) (.+)$`, 'i');
/** Says what, introduced by "that", by a colon, or by a word that can only begin a statement. */
const STATEMENT = new RegExp(
  String.raw`(?:^|[,;:]\s*|\s[-–—]\s*|\b(?:and|but|instead|then) )${POLITE}${SAY}${WHOM}(?:,? that |:\s*|,? (?=["“])| (?=(?:we|i|it|they|you|there|this|our|the|no)\b))(.+)$`,
  'i',
);
const FORBIDDEN = new RegExp(`^${POLITE}${NEVER} (.+?)(?:[,;]|$)`, 'i');
const NEWEST =
  /\b(?:use|prefer|choose|pick|trust|take|follow|rely on|go with|quote|cite|answer (?:from|with)|believe)\b.*\b(?:newest|latest|newer|most recent(?:ly)?|most up[- ]to[- ]date|most current)\b|\b(?:newest|latest|newer|most recent)\b.*\b(?:wins?|counts?|applies|takes? precedence|is right|is correct)\b/i;
export const ABOUT_DOCUMENTS =
  /\b(?:documents?|articles?|sources?|pages?|results?|passages?|entries|versions?|information)\b/i;
/** What follows is another order, or a contrast, and no part of the statement. */
const STATEMENT_ENDS =
  /\s*(?:,?\s+and (?:then |also )?(?:ask|offer|invite|suggest|direct|point|apologi[sz]e|encourage|give|help|refer|request)\b|,?\s+(?:instead of|rather than)\b|;).*$/i;

const QUOTED = /"[^"\n]*"|“[^”\n]*”/g;
const HIDDEN = /“(\d+)”/g;

/** No instruction is as long as that; longer sentences are data. */
const LONGEST_SENTENCE = 2000;

/** Instructions in the order in which they stand in the prompt. */
export function instructionsIn(prompt: string): readonly Instruction[] {
  return linesOf(prompt).flatMap((line) => {
    const quotes = [...line.matchAll(QUOTED)].map(([quote]) => quote);
    const open = (text: string) => text.replace(HIDDEN, (_mark, index) => quotes[Number(index)] ?? '');
    let next = 0;
    const hidden = line.replace(QUOTED, () => `“${next++}”`);
    const sentences = sentencesOf(hidden).filter(({ length }) => length <= LONGEST_SENTENCE);
    return sentences.flatMap((sentence) => instructionIn(sentence.replace(/[.!]+$/, ''), open) ?? []);
  });
}

/** Quotations are hidden while a sentence is taken apart: their commas and question marks end nothing. */
function instructionIn(sentence: string, open: (text: string) => string): Instruction | undefined {
  const { condition, order } = partsOf(sentence);
  const forbidden = FORBIDDEN.exec(order)?.[1] ?? null;
  const statement = STATEMENT.exec(order)?.[1];
  const isNewest = NEWEST.test(order) && !FORBIDDEN.test(order) && ABOUT_DOCUMENTS.test(sentence);
  if (forbidden === null && statement === undefined && !isNewest) return undefined;
  return {
    condition: condition && open(condition),
    statement: statement === undefined ? null : asSpoken(open(statement)),
    forbidden: forbidden && open(forbidden),
    prefersNewest: isNewest,
  };
}

function partsOf(sentence: string): Readonly<{ condition: string | null; order: string }> {
  const [, condition, order] = BEFORE_SAYING.exec(sentence) ?? BEFORE_BREAK.exec(sentence) ?? [];
  if (condition !== undefined && order !== undefined) return { condition, order };
  const [, earlier, later] = CONDITION_LAST.exec(sentence) ?? [];
  return earlier !== undefined && later !== undefined
    ? { condition: later, order: earlier }
    : { condition: null, order: sentence };
}

/** As the assistant would say it: "you cannot …" becomes "I cannot …"; "we" stays. */
function asSpoken(statement: string): string {
  const [, quoted] = /^["“](.+)["”]$/.exec(statement.trim()) ?? [];
  if (quoted !== undefined) return asSentence(quoted);
  const own = statement
    .replace(STATEMENT_ENDS, '')
    .replace(/^(?:you are|you['’]re)\b/i, 'I am')
    .replace(/^(?:you|the (?:assistant|agent))\b/i, 'I');
  return asSentence(own);
}

/** Without list marks and headings; a line that is indented or begins in small letters goes on with the one above. */
function linesOf(prompt: string): readonly string[] {
  const lines: string[] = [];
  for (const line of prompt.split(/\r?\n/)) {
    const plain = line.trim().replace(/^(?:[-*•>#]+|\d{1,3}[.)])\s+/, '');
    const goesOn = plain === line.trim() && /^(?:\s+\S|\p{Ll})/u.test(line) && lines.at(-1);
    if (goesOn) lines.push(`${lines.pop()} ${plain}`);
    else lines.push(plain);
  }
  return lines;
}
