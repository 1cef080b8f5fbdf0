import { icon } from '../icon.js';
import { menu } from '../menu.js';
import { focusKey } from '../surface.js';
import { plainText } from '../text/draw-mrkdwn.js';
import { list } from '../text/draw-rich-text.js';
import { picture } from '../text/links.js';
import { unsupported } from '../unsupported.js';
import { drawButton, drawFeedback } from './button.js';
import { drawCheckboxes, drawMultiSelect, drawRadioButtons } from './choices.js';
import { drawTextInput } from './inputs.js';
import { drawSelect } from './select.js';
import { tell } from './tell.js';

/**
 * Whatever can be pressed or filled in: https://docs.slack.dev/reference/block-kit/block-elements
 *
 * @typedef {import('../../shapes.ts').Piece} Piece
 * @typedef {import('../../shapes.ts').Place} Place
 * @typedef {import('../../shapes.ts').Surface} Surface
 */

/** @type {ReadonlyMap<string, (element: Piece, place: Place, surface: Surface) => Node>} */
const KINDS = new Map(
  /** @type {[string, (element: Piece, place: Place, surface: Surface) => Node][]} */ ([
    ['button', drawButton],
    ['feedback_buttons', drawFeedback],
    ['icon_button', drawButton],
    ['static_select', drawSelect],
    ['users_select', drawSelect],
    ['channels_select', drawSelect],
    ['conversations_select', drawSelect],
    ['multi_static_select', drawMultiSelect],
    ['multi_users_select', drawMultiSelect],
    ['multi_channels_select', drawMultiSelect],
    ['multi_conversations_select', drawMultiSelect],
    ['radio_buttons', drawRadioButtons],
    ['checkboxes', drawCheckboxes],
    ['overflow', drawOverflow],
    ['plain_text_input', drawTextInput],
    ['url_text_input', drawTextInput],
    ['email_text_input', drawTextInput],
    ['number_input', drawTextInput],
    ['datepicker', drawTextInput],
    ['timepicker', drawTextInput],
    ['image', picture],
  ]),
);

/** @param {Piece} element @param {Place} place @param {Surface} surface */
export function drawElement(element, place, surface) {
  const draw = KINDS.get(String(element.type));
  return draw ? draw(element, place, surface) : unsupported('element', element.type);
}

/** @param {Piece} element @param {Place} place @param {Surface} surface */
function drawOverflow(element, place, surface) {
  const whole = menu({
    label: 'More actions',
    class: 'button button-icon',
    key: focusKey(place.blockId, element.action_id),
    face: [icon('more')],
    items: () =>
      list(element.options).map((option) => ({
        label: plainText(option.text),
        ...(option.description && { note: plainText(option.description) }),
        choose: () => void tell(whole, element, place, surface, { selected_option: option }),
      })),
  });
  return whole;
}
