/**
 * Regular expressions that other people wrote, in the part of the language that can't
 * take long: every repetition has an upper bound, stands behind a single sign or class,
 * and all of them together leave few ways to match. So the time that a search takes
 * grows with the text, whatever pattern and text are.
 *
 * Allowed: signs, escapes (`\d \w \s \b` and escaped punctuation), classes, `.`,
 * `(?:…|…)`, and `?`, `{n}`, `{m,n}` behind a sign or a class.
 */

/** What a part of a pattern can match: in how many ways, and how many signs. */
type Extent = Readonly<{ ways: number; least: number; most: number }>;

const LONGEST_PATTERN = 300;
/** Ways to match, tried in turn wherever a match may begin. */
const MOST_WAYS = 256;
const MOST_SIGNS = 256;
/** Shorter matches would turn the whole text into labels. */
const FEWEST_SIGNS = 3;
const ESCAPES = /^\\(?:[dDwWsSb]|[^\p{L}\p{N}\s])/u;
const CLASS = /^\[\^?(?:\\[dws\]\\^-]|\\[^\p{L}\p{N}\s]|[^\]\\[])+\]/u;
const BOUNDS = /^(?:\?|\{(\d{1,3})(?:,(\d{1,3}))?\})/;

/** The pattern as it can be used, or why it can't. */
export function boundedPattern(source: string): Readonly<{ pattern: RegExp } | { refused: string }> {
  if (source.length > LONGEST_PATTERN) return { refused: `it is longer than ${LONGEST_PATTERN} signs` };
  const read = readChoice(source, 0);
  if ('refused' in read) return read;
  if (read.next < source.length) return { refused: `there is a ")" too many at ${read.next + 1}` };
  if (read.extent.least < FEWEST_SIGNS) return { refused: `it can match fewer than ${FEWEST_SIGNS} signs` };
  try {
    return { pattern: new RegExp(source, 'gu') };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

type Part = Readonly<{ extent: Extent; next: number } | { refused: string }>;

/** Branches up to the end or an unmatched `)`. */
function readChoice(source: string, from: number): Part {
  let extent: Extent | undefined;
  let next = from - 1;
  do {
    const branch = readSequence(source, next + 1);
    if ('refused' in branch) return branch;
    next = branch.next;
    extent = extent ? eitherOf(extent, branch.extent) : branch.extent;
    if (extent.ways > MOST_WAYS) return { refused: `there are more than ${MOST_WAYS} ways to match it` };
  } while (source[next] === '|');
  return { extent, next };
}

function readSequence(source: string, from: number): Part {
  let extent: Extent = { ways: 1, least: 0, most: 0 };
  let next = from;
  while (next < source.length && source[next] !== '|' && source[next] !== ')') {
    const part = readPart(source, next);
    if ('refused' in part) return part;
    next = part.next;
    extent = oneBehindOther(extent, part.extent);
    if (extent.ways > MOST_WAYS) return { refused: `there are more than ${MOST_WAYS} ways to match it` };
    if (extent.most > MOST_SIGNS) return { refused: `it can match more than ${MOST_SIGNS} signs` };
  }
  return { extent, next };
}

function readPart(source: string, from: number): Part {
  if (source.startsWith('(?:', from)) {
    const inner = readChoice(source, from + 3);
    if ('refused' in inner) return inner;
    if (source[inner.next] !== ')') return { refused: 'a "(?:" is never closed' };
    if (/^[?*+{]/.test(source.slice(inner.next + 1))) return { refused: 'a group can’t be repeated' };
    return { extent: inner.extent, next: inner.next + 1 };
  }
  const rest = source.slice(from);
  const [sign] = CLASS.exec(rest) ?? ESCAPES.exec(rest) ?? /^[^\\()[\]{}*+?^$|]/u.exec(rest) ?? [];
  if (sign === undefined) return { refused: `${JSON.stringify(rest[0])} at ${from + 1} is not understood here` };
  const next = from + sign.length;
  if (sign === '\\b') return { extent: { ways: 1, least: 0, most: 0 }, next };
  return repeated(source, next);
}

function repeated(source: string, from: number): Part {
  const rest = source.slice(from);
  if (/^[*+]|^\{\d+,\}/.test(rest)) return { refused: `a repetition needs an upper bound, such as {1,20}` };
  const [bounds, low, high] = BOUNDS.exec(rest) ?? [];
  if (bounds === undefined) return { extent: { ways: 1, least: 1, most: 1 }, next: from };
  const least = bounds === '?' ? 0 : Number(low);
  const most = bounds === '?' ? 1 : Number(high ?? low);
  if (most < least || most === 0) return { refused: `${bounds} matches nothing` };
  return { extent: { ways: most - least + 1, least, most }, next: from + bounds.length };
}

function eitherOf(one: Extent, other: Extent): Extent {
  return {
    ways: one.ways + other.ways,
    least: Math.min(one.least, other.least),
    most: Math.max(one.most, other.most),
  };
}

function oneBehindOther(one: Extent, other: Extent): Extent {
  return { ways: one.ways * other.ways, least: one.least + other.least, most: one.most + other.most };
}
