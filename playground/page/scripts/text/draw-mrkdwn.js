import { make } from '../make.js';
import { formatDate } from '../time.js';
import { withEmoji } from './emoji.js';
import { link, safeAddress } from './links.js';
import { broadcastMention, channelMention, groupMention, personMention } from './mentions.js';
import { parseMrkdwn } from './parse-mrkdwn.js';
import { preformatted } from './preformatted.js';

/**
 * @typedef {import('../../shapes.ts').Surface} Surface
 * @typedef {Pick<Surface, 'names' | 'me'>} Reader
 * @typedef {import('./parse-mrkdwn.js').Inline} Inline
 */

/**
 * @param {string} text
 * @param {Reader} reader
 */
export function drawMrkdwn(text, reader) {
  const parts = parseMrkdwn(text).map((part) => {
    if (part.kind === 'preformatted') return preformatted(part.text);
    const children = part.children.map((inline) => drawInline(inline, reader));
    return part.kind === 'quote' ? make('blockquote', {}, ...children) : make('span', { class: 'lines' }, ...children);
  });
  return make('div', { class: 'text' }, ...parts);
}

/**
 * A text object of Block Kit.
 * @param {unknown} text
 * @param {Reader} reader
 */
export function drawText(text, reader) {
  if (typeof text !== 'object' || text === null) return make('div', { class: 'text' });
  const piece = /** @type {import('../../shapes.ts').Piece} */ (text);
  return piece.type === 'mrkdwn'
    ? drawMrkdwn(String(piece.text ?? ''), reader)
    : make('div', { class: 'text text-plain' }, plainText(piece));
}

/**
 * The words of a plain text object.
 * @param {unknown} text
 */
export function plainText(text) {
  if (typeof text === 'string') return text;
  const piece = /** @type {import('../../shapes.ts').Piece | null | undefined} */ (text);
  const words = String(piece?.text ?? '');
  return piece?.emoji === false ? words : withEmoji(words);
}

/**
 * @param {Inline} inline
 * @param {Reader} reader
 * @returns {Node}
 */
function drawInline(inline, reader) {
  switch (inline.kind) {
    case 'text':
      return document.createTextNode(withEmoji(inline.text));
    case 'break':
      return make('br');
    case 'code':
      return make('code', {}, inline.text);
    case 'control':
      return drawControl(inline.body, inline.label, reader);
    default: {
      const tag = { bold: 'strong', italic: 'em', strike: 's' }[inline.kind];
      return make(
        /** @type {'strong' | 'em' | 's'} */ (tag),
        {},
        ...inline.children.map((child) => drawInline(child, reader)),
      );
    }
  }
}

/**
 * @param {string} body
 * @param {string | undefined} label
 * @param {Reader} reader
 */
function drawControl(body, label, { names, me }) {
  if (body.startsWith('@')) return personMention(body.slice(1), names, me.id);
  if (body.startsWith('#')) return channelMention(body.slice(1), names, label);
  if (body.startsWith('!subteam^')) return groupMention(body.slice('!subteam^'.length), names, me.id, label);
  if (body.startsWith('!')) return drawSpecial(body.slice(1), label);
  // What is no address stays what was written.
  if (safeAddress(body) === undefined) return document.createTextNode(label ?? `<${body}>`);
  return link(body, label ?? body.replace(/^mailto:/, ''));
}

/**
 * @param {string} body
 * @param {string | undefined} label
 */
function drawSpecial(body, label) {
  const [name = '', first = '', format = '', address] = body.split('^');
  if (name === 'date') {
    const words = formatDate(Number(first), format) ?? label ?? '';
    return address ? link(address, words) : make('time', {}, words);
  }
  return broadcastMention(name);
}
