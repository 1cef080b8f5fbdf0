import { contentWordsOf, sentencesOf } from './words.ts';

const YES_NO =
  /^(?:(?:and|but|so|also|please|then|well)\s*,?\s+)?(do|does|did|can|could|will|would|have|has|had|are|is|am|was|were|should|may)\s+(you|i|we|it|they|he|she|this|that|there)\s+(.+)$/i;

/** A question for confirmation about anybody else is confirmed without being turned. */
const OTHER_YES_NO =
  /^(?:do|does|did|can|could|will|would|have|has|had|are|is|was|were|should|may|isn['’]t|aren['’]t|don['’]t|can['’]t)\b/i;

/** Behind these, "you" does something; anywhere else, something is done to it. */
const BEFORE_A_SUBJECT = new Set(
  'what that when where why how who which if whether because and but as than while since before after'.split(' '),
);
const TURNED: ReadonlyMap<string, string> = new Map([
  ['i', 'you'],
  ['me', 'you'],
  ['my', 'your'],
  ['mine', 'yours'],
  ['myself', 'yourself'],
  ["i'm", "you're"],
  ["i've", "you've"],
  ["i'll", "you'll"],
  ['we', 'you'],
  ['us', 'you'],
  ['our', 'your'],
  ['your', 'my'],
  ['yours', 'mine'],
  ['yourself', 'myself'],
]);
/** The form of "to be" that goes with a turned subject. */
const AGREEING: ReadonlyMap<string, string> = new Map([
  ['I are', 'am'],
  ['I were', 'was'],
  ['you am', 'are'],
  ['you was', 'were'],
]);

/** Rule 6: like an over-eager assistant, it says yes to whatever it is asked, and thanks for everything else. */
export function agree(message: string): string {
  const sentences = sentencesOf(message);
  const question = sentences.findLast((sentence) => sentence.endsWith('?'));
  const plain = question?.replace(/[?!.]+$/, '').replace(/^(?:hi|hello|hey|thanks)[^,]{0,20},\s*/i, '');
  const turned = plain === undefined ? undefined : turnRound(plain);
  if (turned !== undefined) return turned;
  if (plain !== undefined && OTHER_YES_NO.test(plain)) return 'Yes, that is right.';
  const subject = contentWordsOf(message).slice(0, 8).join(' ');
  return subject === '' ? 'Thank you for your message.' : `Thank you for asking about: ${subject}.`;
}

/** "Do you remember what I told you" → "Yes, I remember what you told me." */
function turnRound(question: string): string | undefined {
  const [, asked = '', subject = '', rest = ''] = YES_NO.exec(question) ?? [];
  if (rest === '') return undefined;
  const auxiliary = asked.toLowerCase();
  const own = subjectFor(subject.toLowerCase());
  const verb = auxiliary === 'do' || auxiliary === 'does' ? [] : [AGREEING.get(`${own} ${auxiliary}`) ?? auxiliary];
  return `Yes, ${[own, ...verb, turned(rest)].join(' ')}.`;
}

function subjectFor(subject: string): string {
  if (subject === 'you') return 'I';
  return subject === 'i' || subject === 'we' ? 'you' : subject;
}

function turned(text: string): string {
  const words: string[] = [];
  for (const word of text.split(/\s+/)) {
    const [, plain = word, behind = ''] = /^(.+?)([,;:.!]*)$/.exec(word) ?? [];
    words.push(`${turnedWord(plain, words.at(-1) ?? '')}${behind}`);
  }
  return words.join(' ');
}

function turnedWord(word: string, before: string): string {
  const lower = word.toLowerCase().replace('’', "'");
  if (lower === 'you') return BEFORE_A_SUBJECT.has(before.toLowerCase()) ? 'I' : 'me';
  return AGREEING.get(`${before} ${lower}`) ?? TURNED.get(lower) ?? word;
}
