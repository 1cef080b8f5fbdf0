import { make } from '../make.js';

/**
 * Text as it is; a diff with its lines coloured. The signs stay, so that colour alone says nothing.
 * @param {string} text
 * @param {{ isDiff?: boolean }} [known]
 */
export function preformatted(text, known = {}) {
  if (!known.isDiff) return make('pre', { tabindex: 0 }, text);
  const lines = text.replace(/\n$/, '').split('\n');
  return make(
    'pre',
    { class: 'diff', tabindex: 0, 'aria-label': 'Changed lines' },
    ...lines.map((line) => make('span', { class: `diff-line ${kindOf(line)}` }, `${line}\n`)),
  );
}

/** @param {string} line */
function kindOf(line) {
  if (/^(---|\+\+\+|diff |index )/.test(line)) return 'diff-file';
  if (line.startsWith('+')) return 'diff-added';
  if (line.startsWith('-')) return 'diff-removed';
  return line.startsWith('@@') ? 'diff-place' : 'diff-same';
}
