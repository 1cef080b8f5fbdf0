import { drawElement } from '../elements/draw-element.js';
import { make } from '../make.js';
import { drawText } from '../text/draw-mrkdwn.js';
import { list } from '../text/draw-rich-text.js';
import { picture } from '../text/links.js';

/** @type {import('./draw-blocks.js').Draw} */
export function drawCard(block, blockId, surface) {
  const buttons = list(block.actions);
  const place = { blockId, isQuiet: false };
  return make(
    'article',
    { class: 'card' },
    block.hero_image && make('div', { class: 'card-hero' }, picture(block.hero_image)),
    make(
      'div',
      { class: 'card-head' },
      block.icon && make('span', { class: 'card-icon' }, picture(block.icon)),
      make(
        'div',
        {},
        block.title && make('div', { class: 'card-title' }, drawText(block.title, surface)),
        block.subtitle && make('div', { class: 'card-subtitle' }, drawText(block.subtitle, surface)),
      ),
    ),
    block.body && drawText(block.body, surface),
    buttons.length > 0 &&
      make('div', { class: 'button-row' }, ...buttons.map((button) => drawElement(button, place, surface))),
  );
}

/** @type {import('./draw-blocks.js').Draw} */
export function drawCarousel(block, blockId, surface) {
  const cards = list(block.elements).map((card, index) =>
    drawCard(card, String(card.block_id ?? `${blockId}-${index}`), surface),
  );
  return make('div', { class: 'carousel', tabindex: 0, role: 'region', 'aria-label': 'Cards' }, ...cards);
}
