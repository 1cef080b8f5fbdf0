/**
 * Slack's mrkdwn, as stored: `&`, `<` and `>` of people are `&amp;`, `&lt;` and `&gt;`, and what stands in `<…>` is a
 * link, a mention or a date. https://docs.slack.dev/messaging/formatting-message-text
 *
 * @typedef {{ kind: 'text', text: string }
 *   | { kind: 'bold' | 'italic' | 'strike', children: Inline[] }
 *   | { kind: 'code', text: string }
 *   | { kind: 'control', body: string, label?: string }
 *   | { kind: 'break' }} Inline
 * @typedef {{ kind: 'lines', children: Inline[] } | { kind: 'quote', children: Inline[] }
 *   | { kind: 'preformatted', text: string }} Part
 */

/** @type {Readonly<Record<string, 'bold' | 'italic' | 'strike'>>} */
const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' };
const QUOTED = /^(?:&gt;|>) ?/;
const QUOTED_TO_THE_END = /^(?:&gt;&gt;&gt;|>>>) ?/;

/**
 * @param {string} text
 * @returns {Part[]}
 */
export function parseMrkdwn(text) {
  const pieces = text.split('```');
  // Fences come in twos; a last one alone is text.
  const isOdd = pieces.length % 2 === 0;
  if (isOdd) pieces.push(`${pieces.splice(-2).join('```')}`);
  return pieces.flatMap((piece, index) => {
    if (index % 2 === 1) return [{ kind: 'preformatted', text: decode(plainControls(trimNewlines(piece))) }];
    return partsOf(trimNewline(piece, index > 0, index < pieces.length - 1));
  });
}

/** @param {string} text */
export function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * @param {string} text
 * @returns {Part[]}
 */
function partsOf(text) {
  if (text === '') return [];
  /** @type {{ isQuote: boolean, lines: string[] }[]} */
  const runs = [];
  let isQuoteToTheEnd = false;
  for (const line of text.split('\n')) {
    const opens = QUOTED_TO_THE_END.test(line);
    isQuoteToTheEnd ||= opens;
    const isQuote = isQuoteToTheEnd || QUOTED.test(line);
    const shown = opens ? line.replace(QUOTED_TO_THE_END, '') : isQuoteToTheEnd ? line : line.replace(QUOTED, '');
    const last = runs.at(-1);
    if (last?.isQuote === isQuote) last.lines.push(shown);
    else runs.push({ isQuote, lines: [shown] });
  }
  return runs.map(({ isQuote, lines }) => ({
    kind: isQuote ? 'quote' : 'lines',
    children: lines.flatMap((line, index) => [
      ...(index > 0 ? [{ kind: /** @type {const} */ ('break') }] : []),
      ...parseInline(line, new Set()),
    ]),
  }));
}

/**
 * @param {string} line without line breaks
 * @param {ReadonlySet<string>} open the signs that we are in: none opens twice, so that nesting is never deep
 * @returns {Inline[]}
 */
function parseInline(line, open) {
  /** @type {Inline[]} */
  const found = [];
  // A sign for which there is no end is not looked for again: else a line of thousands would take forever.
  const hopeless = new Set(open);
  let from = 0;
  let at = 0;
  /** @param {number} end @param {Inline} inline @param {number} next */
  const take = (end, inline, next) => {
    if (end > from) found.push({ kind: 'text', text: decode(line.slice(from, end)) });
    found.push(inline);
    from = at = next;
  };
  while (at < line.length) {
    const sign = line[at] ?? '';
    if (sign === '<' && !hopeless.has(sign)) {
      const end = line.indexOf('>', at);
      if (end < 0) hopeless.add(sign);
      else if (end > at + 1) {
        const [body = '', label] = splitOnce(line.slice(at + 1, end), '|');
        take(at, { kind: 'control', body: decode(body), ...(label && { label: decode(label) }) }, end + 1);
        continue;
      }
    } else if (sign === '`' && !hopeless.has(sign)) {
      const end = line.indexOf('`', at + 1);
      if (end < 0) hopeless.add(sign);
      else if (end > at + 1) {
        take(at, { kind: 'code', text: decode(plainControls(line.slice(at + 1, end))) }, end + 1);
        continue;
      } else at = end;
    } else if (sign in STYLES && !hopeless.has(sign) && mayOpen(line, at)) {
      const end = endOf(line, sign, at + 1);
      const kind = STYLES[sign];
      if (end < 0 || kind === undefined) hopeless.add(sign);
      else {
        take(at, { kind, children: parseInline(line.slice(at + 1, end), new Set([...open, sign])) }, end + 1);
        continue;
      }
    }
    at += 1;
  }
  if (from < line.length) found.push({ kind: 'text', text: decode(line.slice(from)) });
  return found;
}

/** @param {string} line @param {number} at */
function mayOpen(line, at) {
  return !isWordSign(line[at - 1]) && /\S/.test(line[at + 1] ?? ' ') && line[at + 1] !== line[at];
}

/** @param {string} line @param {string} sign @param {number} start */
function endOf(line, sign, start) {
  for (let at = line.indexOf(sign, start); at >= 0; at = line.indexOf(sign, at + 1))
    if (/\S/.test(line[at - 1] ?? ' ') && at > start && !isWordSign(line[at + 1])) return at;
  return -1;
}

/** @param {string | undefined} sign */
function isWordSign(sign) {
  return sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
}

/**
 * In code, a link is its text.
 * @param {string} text
 */
function plainControls(text) {
  return text.replace(/<((?:https?|mailto):[^<>|]*)(?:\|([^<>]*))?>/g, (_whole, url, label) => label ?? url);
}

/** @param {string} text */
function trimNewlines(text) {
  return text.replace(/^\n/, '').replace(/\n$/, '');
}

/** @param {string} text @param {boolean} atStart @param {boolean} atEnd */
function trimNewline(text, atStart, atEnd) {
  const started = atStart ? text.replace(/^\n/, '') : text;
  return atEnd ? started.replace(/\n$/, '') : started;
}

/** @param {string} text @param {string} sign */
function splitOnce(text, sign) {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
