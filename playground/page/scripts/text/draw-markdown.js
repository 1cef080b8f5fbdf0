import { make } from '../make.js';
import { link } from './links.js';
import { preformatted } from './preformatted.js';

/**
 * The `markdown` block: standard Markdown, as far as models write it: headings, lists, quotes, fences, rules, emphasis,
 * code and links. https://docs.slack.dev/reference/block-kit/blocks/markdown-block
 *
 * @param {string} text
 */
export function drawMarkdown(text) {
  const lines = text.replaceAll('\r', '').split('\n');
  /** @type {Node[]} */
  const drawn = [];
  while (lines.length > 0) {
    const line = lines[0] ?? '';
    const fence = /^\s*(```+|~~~+)\s*(\w*)/.exec(line);
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.trim() === '') lines.shift();
    else if (fence) {
      lines.shift();
      const isEnd = (/** @type {string} */ candidate) => candidate.trim().startsWith(fence[1] ?? '```');
      const inside = takeWhile(lines, (candidate) => !isEnd(candidate));
      lines.shift();
      drawn.push(preformatted(inside.join('\n'), fence[2] === 'diff' ? { isDiff: true } : {}));
    } else if (heading) {
      lines.shift();
      drawn.push(
        make('p', { class: 'markdown-heading', role: 'heading', 'aria-level': 4 }, ...inlines(heading[2] ?? '')),
      );
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      lines.shift();
      drawn.push(make('hr'));
    } else if (/^\s*>/.test(line)) {
      const inside = takeWhile(lines, (candidate) => /^\s*>/.test(candidate));
      drawn.push(make('blockquote', {}, ...broken(inside.map((quoted) => quoted.replace(/^\s*> ?/, '')))));
    } else if (ITEM.test(line)) {
      const isOrdered = /^\s*\d/.test(line);
      const items = takeWhile(lines, (candidate) => ITEM.test(candidate) && /^\s*\d/.test(candidate) === isOrdered);
      const drawnItems = items.map((item) => make('li', {}, ...inlines(item.replace(ITEM, ''))));
      drawn.push(make(isOrdered ? 'ol' : 'ul', {}, ...drawnItems));
    } else {
      const paragraph = takeWhile(lines, (candidate) => candidate.trim() !== '' && !STARTS_ANEW.test(candidate));
      drawn.push(make('p', {}, ...broken(paragraph.length > 0 ? paragraph : [lines.shift() ?? ''])));
    }
  }
  return make('div', { class: 'text rich-text' }, ...drawn);
}

const ITEM = /^\s*([-*+]|\d{1,9}[.)])\s+/;
const STARTS_ANEW = /^\s*(```|~~~|#{1,6}\s|>|[-*+]\s|\d{1,9}[.)]\s)/;

/** @param {readonly string[]} lines */
function broken(lines) {
  return lines.flatMap((line, index) => [...(index > 0 ? [make('br')] : []), ...inlines(line)]);
}

/** One kind of emphasis inside another is shown as its text: enough for what is written here. */
const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|\b_([^_\s][^_]*)_\b|~~([^~]+)~~|\[([^\]]+)\]\(([^()\s]+)\)/g;

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inlines(text) {
  /** @type {(Node | string)[]} */
  const drawn = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    drawn.push(text.slice(from, match.index));
    const [whole, code, bold, strong, italic, emphasis, strike, label, address] = match;
    from = match.index + whole.length;
    if (code !== undefined) drawn.push(make('code', {}, code));
    else if (bold ?? strong) drawn.push(make('strong', {}, bold ?? strong));
    else if (italic ?? emphasis) drawn.push(make('em', {}, italic ?? emphasis));
    else if (strike !== undefined) drawn.push(make('s', {}, strike));
    else drawn.push(link(address ?? '', label ?? ''));
  }
  drawn.push(text.slice(from));
  return drawn;
}

/** @param {string[]} lines @param {(line: string) => boolean} holds */
function takeWhile(lines, holds) {
  const end = lines.findIndex((line) => !holds(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}
