import { enlargeable } from '../enlarge.js';
import { make } from '../make.js';
import { plainText } from '../text/draw-mrkdwn.js';
import { picture } from '../text/links.js';

/** @type {import('./draw-blocks.js').Draw} */
export function drawImage(block) {
  return make(
    'figure',
    { class: 'block-image' },
    block.title && make('figcaption', {}, plainText(block.title)),
    enlargeable(picture(block)),
  );
}
