/**
 * All that the stand-in knows of English. A content word is any word that is not
 * in the list of small words; words are compared by their root, and each line of
 * `NOTIONS` counts as one and the same word.
 */

const SMALL_WORDS = new Set(
  `a about above after again all also always am an and any anyone anything are aren't as ask asked asking asks assistant
  at be because been before being below both but by can can't cannot claim claiming claims could couldn't customer customers did didn't do
  does doesn't doing don't each either else even ever every everyone everything for from get gets give gives go goes got
  had has hasn't have haven't he hello her here hers hey hi him his how however i i'd i'll i'm i've if in instead into is
  isn't it it's its just kind kindly know knows let like likes likely made make makes making may maybe me mention
  mentions message messages might mine more most much must my myself need needs neither never no nobody none nor not
  nothing now of off often oh on once one only onto or other our ours out over own per person please point pretend pretending previously
  question questions quite rather really refer refers refuse regarding reply right same say saying says see sent shall
  she should since so some somebody someone something sort still such sure talk talks tell telling tells than thank
  thanks that that's the their them then there these they thing things this those though through thus to too toward
  under unless until up upon us use used user users uses using very via want wanted wants was wasn't we we're well were
  weren't what what's whatever when whenever where whether which while who whom whose why will wish wishes with within
  without won't would wouldn't write writes writing wrote yes yet you you're your yours`.split(/\s+/),
);

/** By whole words: "told" speaks of a chat, "tell me" is only polite. */
const NOTIONS: ReadonlyMap<string, string> = notionsOf([
  'past earlier previous prior former last ago yesterday',
  'chat chats conversation conversations dialog dialogue discussion discussions session sessions told said mentioned discussed talked spoke',
  'remember remembers remembered remembering recall recalls memory memories',
  'price prices priced pricing cost costs costing fee fees charge charges charged',
  'purchase purchases purchased order orders ordered ordering',
  'delivery deliveries deliver delivers delivered shipping shipment shipments ship ships shipped',
  'refund refunds refunded reimburse reimbursed reimbursement',
  'new newest newer latest recent',
  'document documents article articles source sources page pages',
]);

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/** Every word as it stands. */
export function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(WORD)].map(([word]) => word);
}

/** Roots of the content words, each once, in order. */
export function contentOf(text: string): readonly string[] {
  return [...new Set(contentWordsOf(text).map(rootOf))];
}

/** The content words themselves, in order. */
export function contentWordsOf(text: string): readonly string[] {
  return wordsOf(text).filter((word) => word.length > 1 && !SMALL_WORDS.has(word.toLowerCase().replace('’', "'")));
}

export function sharedContent(one: string, other: string): number {
  const known = contentOf(other);
  return contentOf(one).filter((root) => known.includes(root)).length;
}

/** Two content words in common, or the only one that `one` has. */
export function isAbout(one: string, other: string): boolean {
  const content = contentOf(one).length;
  return content > 0 && sharedContent(one, other) >= Math.min(2, content);
}

export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/\n+|(?<=[.!?]["'”’)]?)\s+(?=[^\p{Ll}\s])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** With a capital in front and a full stop behind. */
export function asSentence(text: string): string {
  const plain = text.trim();
  const ended = /[.!?]["'”’]?$/.test(plain) ? plain : `${plain}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

function notionsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [first = '', ...others] = line.split(' ');
      return [first, ...others].map((word) => [word, first] as const);
    }),
  );
}

function rootOf(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s$/, '');
  return NOTIONS.get(plain) ?? plain.replace(/(?<=\w{3})(?:ies|y)$/, 'i').replace(/(?<=\w{3})(?:ing|ed|es|e|s)$/, '');
}
