import { inThisSlack } from '../address.js';
import { make } from '../make.js';
import { focusKey } from '../surface.js';
import { plainText } from '../text/draw-mrkdwn.js';
import { safeAddress } from '../text/links.js';
import { tell } from './tell.js';

/** @typedef {import('../../shapes.ts').Piece} Piece */

/**
 * @param {Piece} element
 * @param {import('../../shapes.ts').Place} place
 * @param {import('../../shapes.ts').Surface} surface
 */
export function drawButton(element, place, surface) {
  const style = { primary: 'button-primary', danger: 'button-danger' }[String(element.style)] ?? '';
  const value = element.value === undefined ? {} : { value: element.value };
  const attributes = {
    class: `button ${style}`,
    'data-key': focusKey(place.blockId, element.action_id),
    'aria-label': element.accessibility_label,
    click: (/** @type {Event} */ event) => {
      const control = /** @type {HTMLElement} */ (event.currentTarget);
      void tell(control, element, place, surface, { ...value, text: element.text });
    },
  };
  const words = make('span', { class: 'button-text' }, plainText(element.text));
  const address = safeAddress(element.url);
  const here = address === undefined ? undefined : inThisSlack(address);
  if (here !== undefined) return make('a', { ...attributes, href: here }, words);
  if (address !== undefined)
    return make('a', { ...attributes, href: address, target: '_blank', rel: 'noopener noreferrer' }, words);
  return make('button', { ...attributes, type: 'button' }, words);
}

/**
 * @param {Piece} element
 * @param {import('../../shapes.ts').Place} place
 * @param {import('../../shapes.ts').Surface} surface
 */
export function drawFeedback(element, place, surface) {
  const sides = [element.positive_button, element.negative_button].filter(Boolean);
  return make(
    'div',
    { class: 'button-row' },
    ...sides.map((side) =>
      make(
        'button',
        {
          type: 'button',
          class: 'button button-small',
          'aria-label': side.accessibility_label,
          click: (/** @type {Event} */ event) =>
            tell(/** @type {HTMLElement} */ (event.currentTarget), element, place, surface, { value: side.value }),
        },
        plainText(side.text),
      ),
    ),
  );
}
