/** Of an excerpt, what is taken from the start; the rest is from the end, where results and errors stand. */
const START_SHARE = 0.7;
/** In tokens. */
const MARK = 10;
/** In characters; something longer is no word, and is cut anywhere. */
const LONGEST_WORD = 64;

/** What stands in place of a text that is not shown. */
export function leftOut(tokens: number): string {
  return `[… ${tokens.toLocaleString('en')} tokens left out]`;
}

/**
 * The start and the end of a text, about `room` tokens with the mark between them
 * that counts what is missing; the text itself when there is room for it.
 *
 * @param tokens of the whole text
 */
export function excerpt(text: string, tokens: number, room: number, count: (text: string) => number): string {
  if (tokens <= room) return text;
  const length = Math.floor((text.length * Math.max(0, room - MARK)) / tokens);
  const startLength = Math.floor(length * START_SHARE);
  const start = withoutLastWord(text.slice(0, startLength));
  const end = withoutFirstWord(text.slice(text.length - (length - startLength)));
  const missing = Math.max(1, tokens - count(start) - count(end));
  return [start, leftOut(missing), end].filter((piece) => piece !== '').join('\n');
}

function withoutLastWord(text: string): string {
  const space = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\n'));
  const cut = text.length - space > LONGEST_WORD ? text : text.slice(0, Math.max(0, space));
  return cut.toWellFormed().trimEnd();
}

function withoutFirstWord(text: string): string {
  const space = text.search(/[ \n]/);
  const cut = space < 0 || space > LONGEST_WORD ? text : text.slice(space);
  return cut.toWellFormed().trimStart();
}
