import { drawElement } from '../elements/draw-element.js';
import { freshId, make } from '../make.js';
import { plainText } from '../text/draw-mrkdwn.js';

/** The error of a field is written into `.input-error`, which is there from the start so that it is announced. */
/** @type {import('./draw-blocks.js').Draw} */
export function drawInputBlock(block, blockId, surface) {
  const labelledBy = freshId('label');
  const describedBy = freshId('about');
  const place = { blockId, isQuiet: block.dispatch_action !== true, labelledBy, describedBy };
  return make(
    'div',
    { class: 'block-input', 'data-block': blockId },
    make(
      'div',
      { class: 'input-label', id: labelledBy },
      plainText(block.label),
      block.optional === true && make('span', { class: 'optional' }, ' (optional)'),
    ),
    drawElement(block.element ?? {}, place, surface),
    make(
      'div',
      { id: describedBy },
      make('p', { class: 'input-error', role: 'alert' }),
      block.hint && make('p', { class: 'input-hint' }, plainText(block.hint)),
    ),
  );
}
