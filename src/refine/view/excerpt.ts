/** Of an excerpt, what is taken from the start; the rest is from the end, where results and errors stand. */
const START_SHARE = 0.7;
/** In how many steps an excerpt grows. */
const STEPS = 64;
/** A token is rarely longer, in characters: more of a text than this need not be looked at. */
const LONGEST_TOKEN = 16;
/** In characters; something longer is no word, and is cut anywhere. */
const LONGEST_WORD = 64;

/** What stands in place of a text that is not shown. */
function leftOut(tokens: number): string {
  return `[… ${tokens.toLocaleString('en')} tokens]`;
}

/**
 * The start and the end of a text with the mark between them that counts what is
 * missing, at most `room` tokens: what a smaller room shows, a larger one shows,
 * too. `undefined` when there is room for next to nothing.
 *
 * @param tokens of the whole text
 */
export function excerpt(
  text: string,
  tokens: number,
  room: number,
  count: (text: string) => number,
): string | undefined {
  let fits: string | undefined;
  let low = 1;
  let high = Math.min(STEPS, Math.floor((STEPS * room * LONGEST_TOKEN) / Math.max(1, text.length)) || 1);
  while (low <= high) {
    const step = (low + high) >> 1;
    const tried = cutTo(text, Math.floor((text.length * step) / (STEPS + 1)), tokens, count);
    if (tried !== undefined && count(tried) <= room) {
      fits = tried;
      low = step + 1;
    } else high = step - 1;
  }
  return fits;
}

/**
 * The first words of a text, about so many tokens, and the mark that counts what is missing.
 *
 * @param tokens of the whole text, more than are wanted
 */
export function opening(text: string, tokens: number, wanted: number, count: (text: string) => number): string {
  const start = withoutLastWord(text.slice(0, Math.floor((text.length * wanted) / tokens)));
  return `${start}\n${leftOut(Math.max(1, tokens - count(start)))}`;
}

function cutTo(text: string, length: number, tokens: number, count: (text: string) => number): string | undefined {
  const startLength = Math.floor(length * START_SHARE);
  const start = withoutLastWord(text.slice(0, startLength));
  const end = withoutFirstWord(text.slice(text.length - (length - startLength)));
  if (start === '') return undefined;
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
