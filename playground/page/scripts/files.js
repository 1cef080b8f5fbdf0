import { enlargeable } from './enlarge.js';
import { icon } from './icon.js';
import { make } from './make.js';
import { preformatted } from './text/preformatted.js';

/** @typedef {import('../../slack/human-side.ts').SlackFile} SlackFile */

const MOST_SHOWN_CHARS = 100_000;

/** @param {SlackFile} file */
export function drawFile(file) {
  if (file.mode === 'tombstone') return make('p', { class: 'file-gone' }, 'This file was deleted.');
  const address = `/files/${encodeURIComponent(file.id)}`;
  const name = file.title || file.name;
  const isImage = /^image\/(png|jpeg|gif|webp|svg\+xml)$/.test(file.mimetype ?? '');
  const about = [kindOf(file), file.size === undefined ? undefined : sizeOf(file.size)].filter(Boolean).join(' · ');
  const card = make(
    'div',
    { class: 'file' },
    make('span', { class: 'file-sign' }, icon('file')),
    make('span', { class: 'file-name' }, make('strong', {}, name), make('small', {}, about)),
    make(
      'a',
      {
        class: 'button button-icon',
        href: address,
        download: file.name,
        'aria-label': `Download ${name}`,
        title: 'Download',
      },
      icon('download'),
    ),
  );
  if (isImage)
    return make(
      'figure',
      { class: 'file-picture' },
      enlargeable(make('img', { src: address, alt: name, loading: 'lazy' })),
      card,
    );
  return isText(file) ? make('div', { class: 'file-whole' }, card, foldedText(file, address)) : card;
}

/**
 * @param {SlackFile} file
 * @param {string} address
 */
function foldedText(file, address) {
  const isDiff = /\.(diff|patch)$/.test(file.name) || /^(diff|patch)$/.test(file.filetype ?? '');
  const body = make('div', { class: 'file-text' });
  const whole = make('details', {}, make('summary', {}, isDiff ? 'Show what changes' : 'Show the file'), body);
  whole.addEventListener('toggle', async () => {
    if (!whole.open || body.hasChildNodes()) return;
    body.append('Loading…');
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`status ${response.status}`);
      const text = await response.text();
      const shown = text.slice(0, MOST_SHOWN_CHARS).toWellFormed();
      body.replaceChildren(preformatted(shown, { isDiff }));
      if (shown.length < text.length) body.append(make('p', {}, 'This is the beginning. Download it to see all.'));
    } catch {
      body.replaceChildren(
        make('p', { role: 'alert' }, 'The file can’t be read right now. Close this and open it again.'),
      );
      whole.addEventListener('toggle', () => body.replaceChildren(), { once: true });
    }
  });
  return whole;
}

/** @param {SlackFile} file */
function isText({ mimetype = '', filetype = '', name }) {
  return (
    /^text\/|json|yaml/.test(mimetype) ||
    /^(text|diff|patch|json|yaml|markdown)$/.test(filetype) ||
    /\.(diff|patch|txt|json|ya?ml|md)$/.test(name)
  );
}

/** @param {SlackFile} file */
function kindOf({ filetype, name }) {
  return (filetype ?? /\.(\w{1,8})$/.exec(name)?.[1] ?? 'file').toUpperCase();
}

/** @param {number} bytes */
export function sizeOf(bytes) {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
