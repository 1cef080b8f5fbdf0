import { make } from '../make.js';
import { formatDate } from '../time.js';
import { emoji } from './emoji.js';
import { link } from './links.js';
import { broadcastMention, channelMention, groupMention, personMention } from './mentions.js';
import { preformatted } from './preformatted.js';

/**
 * @typedef {import('../../shapes.ts').Piece} Piece
 * @typedef {import('./draw-mrkdwn.js').Reader} Reader
 */

/**
 * A `rich_text` block: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 * @param {Piece} block
 * @param {Reader} reader
 */
export function drawRichText(block, reader) {
  return make('div', { class: 'text rich-text' }, ...list(block.elements).map((part) => drawPart(part, reader)));
}

/**
 * @param {Piece} part
 * @param {Reader} reader
 */
function drawPart(part, reader) {
  const inlines = () => list(part.elements).map((element) => drawInline(element, reader));
  switch (part.type) {
    case 'rich_text_section':
      return make('p', {}, ...inlines());
    case 'rich_text_quote':
      return make('blockquote', {}, ...inlines());
    case 'rich_text_preformatted':
      return preformatted(list(part.elements).map(wordsOf).join(''), { isDiff: part.language === 'diff' });
    case 'rich_text_list': {
      const depth = Math.min(Math.max(Number(part.indent) || 0, 0), 8);
      const items = list(part.elements).map((item) =>
        make('li', {}, ...list(item.elements).map((element) => drawInline(element, reader))),
      );
      const start = part.style === 'ordered' && Number(part.offset) > 0 ? Number(part.offset) + 1 : undefined;
      return make(part.style === 'ordered' ? 'ol' : 'ul', { class: `depth-${depth}`, start }, ...items);
    }
    default:
      return make('p', { class: 'unsupported' }, `Unsupported text: ${part.type}`);
  }
}

/**
 * @param {Piece} element
 * @param {Reader} reader
 * @returns {Node}
 */
function drawInline(element, reader) {
  const style = element.style ?? {};
  /** @type {Node} */
  let drawn = plainInline(element, reader, style.code === true);
  if (style.strike) drawn = make('s', {}, drawn);
  if (style.italic) drawn = make('em', {}, drawn);
  if (style.bold) drawn = make('strong', {}, drawn);
  return drawn;
}

/**
 * @param {Piece} element
 * @param {Reader} reader
 * @param {boolean} isCode
 */
function plainInline(element, { names, me }, isCode) {
  switch (element.type) {
    case 'text':
      return isCode ? make('code', {}, wordsOf(element)) : document.createTextNode(wordsOf(element));
    case 'link': {
      const words = wordsOf(element);
      return link(String(element.url ?? ''), isCode ? make('code', {}, words) : words);
    }
    case 'user':
      return personMention(String(element.user_id), names, me.id);
    case 'channel':
      return channelMention(String(element.channel_id), names);
    case 'broadcast':
      return broadcastMention(String(element.range));
    case 'usergroup':
      return groupMention(String(element.usergroup_id), names, me.id);
    case 'team':
      return make('span', { class: 'mention' }, '@group');
    case 'emoji':
      return document.createTextNode(emoji(String(element.name)) ?? `:${element.name}:`);
    case 'date': {
      const words = formatDate(Number(element.timestamp), String(element.format ?? '{date}'));
      return make('time', {}, words ?? String(element.fallback ?? ''));
    }
    case 'color':
      return make('code', {}, String(element.value));
    default:
      return document.createTextNode(wordsOf(element));
  }
}

/** @param {Piece} element */
function wordsOf(element) {
  return String(element.text ?? element.url ?? '');
}

/**
 * @param {unknown} value
 * @returns {readonly Piece[]}
 */
export function list(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}
