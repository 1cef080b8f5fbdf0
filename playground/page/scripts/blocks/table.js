import { make } from '../make.js';
import { drawRichText, list } from '../text/draw-rich-text.js';

/** @typedef {import('../../shapes.ts').Piece} Piece */

/** @type {import('./draw-blocks.js').Draw} */
export function drawTable(block, _blockId, surface) {
  const rows = Array.isArray(block.rows) ? block.rows.map((row) => list(row)) : [];
  const [head = [], ...body] = rows;
  const settings = Array.isArray(block.column_settings) ? block.column_settings : [];
  /** @param {Piece} cell @param {number} column @param {'th' | 'td'} tag */
  const draw = (cell, column, tag) => {
    const align = settings[column]?.align ?? (cell.type === 'raw_number' ? 'right' : 'left');
    const fold = settings[column]?.is_wrapped ? 'is-wrapped' : '';
    const attributes = { class: `align-${align} ${fold}`, ...(tag === 'th' && { scope: 'col' }) };
    return make(tag, attributes, cell.type === 'rich_text' ? drawRichText(cell, surface) : String(cell.text ?? ''));
  };
  return make(
    'div',
    { class: 'block-table', tabindex: 0, role: 'region', 'aria-label': String(block.caption ?? 'Table') },
    make(
      'table',
      {},
      block.caption && make('caption', {}, String(block.caption)),
      make('thead', {}, make('tr', {}, ...head.map((cell, column) => draw(cell, column, 'th')))),
      make('tbody', {}, ...body.map((row) => make('tr', {}, ...row.map((cell, column) => draw(cell, column, 'td'))))),
    ),
  );
}
