import { inThisSlack } from '../address.js';
import { icon } from '../icon.js';
import { make } from '../make.js';

const SAFE_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * The address if a click on it can do no harm: no `javascript:`, no `data:`.
 * @param {unknown} address
 */
export function safeAddress(address) {
  if (typeof address !== 'string') return undefined;
  const url = URL.parse(address.trim());
  return url !== null && SAFE_SCHEMES.has(url.protocol) ? url.href : undefined;
}

/**
 * A link that opens beside the page; or its text, where the address is not safe.
 * @param {string} address
 * @param {...(Node | string)} label
 */
export function link(address, ...label) {
  const safe = safeAddress(address);
  const shown = label.length === 0 ? [address] : label;
  if (safe === undefined) return make('span', { class: 'no-link' }, ...shown);
  const here = inThisSlack(safe);
  if (here !== undefined) return make('a', { href: here }, ...shown);
  return make('a', { href: safe, target: '_blank', rel: 'noopener noreferrer' }, ...shown);
}

/**
 * An image of this very server. One from elsewhere is never asked for, only linked: the page sends nothing out.
 * @param {import('../../shapes.ts').Piece} piece an image block or element
 */
export function picture(piece) {
  const source = pictureSource(piece);
  const words = String(piece.alt_text ?? 'Image');
  if (source !== undefined) return make('img', { src: source, alt: words, loading: 'lazy' });
  const safe = safeAddress(piece.image_url);
  return make(
    'span',
    { class: 'no-picture' },
    icon('file'),
    safe === undefined ? words : link(safe, `${words} (opens ${new URL(safe).host})`),
  );
}

/** @param {import('../../shapes.ts').Piece} piece */
function pictureSource(piece) {
  if (typeof piece.slack_file?.id === 'string') return `/files/${encodeURIComponent(piece.slack_file.id)}`;
  const address = piece.image_url ?? piece.slack_file?.url;
  if (typeof address !== 'string') return undefined;
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/.test(address)) return address;
  const url = URL.parse(address, location.href);
  return url?.origin === location.origin ? url.href : undefined;
}
