import { drawElement } from '../elements/draw-element.js';
import { make } from '../make.js';
import { drawText } from '../text/draw-mrkdwn.js';
import { list } from '../text/draw-rich-text.js';
import { picture } from '../text/links.js';

/** @type {import('./draw-blocks.js').Draw} */
export function drawSection(block, blockId, surface) {
  const fields = list(block.fields);
  return make(
    'div',
    { class: 'block-section' },
    make(
      'div',
      { class: 'section-body' },
      block.text && drawText(block.text, surface),
      fields.length > 0 && make('div', { class: 'section-fields' }, ...fields.map((field) => drawText(field, surface))),
    ),
    block.accessory &&
      make('div', { class: 'section-accessory' }, drawElement(block.accessory, { blockId, isQuiet: false }, surface)),
  );
}

/** @type {import('./draw-blocks.js').Draw} */
export function drawContext(block, _blockId, surface) {
  const drawn = list(block.elements).map((element) =>
    element.type === 'image' ? picture(element) : drawText(element, surface),
  );
  return make('div', { class: 'block-context' }, ...drawn);
}
