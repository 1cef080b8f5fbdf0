import { make } from '../make.js';
import { keptValue } from '../surface.js';
import { plainText } from '../text/draw-mrkdwn.js';
import { register } from './tell.js';

/**
 * @typedef {import('../../shapes.ts').Piece} Piece
 * @typedef {import('../../shapes.ts').Place} Place
 * @typedef {import('../../shapes.ts').Surface} Surface
 */

/**
 * How each field of text is typed, and how Slack names what stands in it.
 * @type {Readonly<Record<string, { type: string, name: string, initial: string }>>}
 */
const KINDS = {
  plain_text_input: { type: 'text', name: 'value', initial: 'initial_value' },
  url_text_input: { type: 'url', name: 'value', initial: 'initial_value' },
  email_text_input: { type: 'email', name: 'value', initial: 'initial_value' },
  number_input: { type: 'number', name: 'value', initial: 'initial_value' },
  datepicker: { type: 'date', name: 'selected_date', initial: 'initial_date' },
  timepicker: { type: 'time', name: 'selected_time', initial: 'initial_time' },
};

/** A text that is nearly as long as it may be is counted; before that, a count is only noise. */
const COUNT_FROM = 0.8;

/** @param {Piece} element @param {Place} place @param {Surface} surface */
export function drawTextInput(element, place, surface) {
  const kind = KINDS[String(element.type)] ?? { type: 'text', name: 'value', initial: 'initial_value' };
  const kept = keptValue(surface, place.blockId, element.action_id);
  const first = String((kept ? kept[kind.name] : element[kind.initial]) ?? '');
  const isLong = element.multiline === true;
  const attributes = {
    class: 'field',
    placeholder: plainText(element.placeholder),
    maxlength: element.max_length,
    autocomplete: 'off',
    'aria-label': place.labelledBy ? undefined : plainText(element.placeholder) || 'Text',
    'aria-labelledby': place.labelledBy,
    'aria-describedby': place.describedBy,
  };
  const control = isLong
    ? make('textarea', { ...attributes, rows: Math.min(Math.max(first.split('\n').length + 1, 3), 14) })
    : make('input', { ...attributes, type: kind.type, step: element.is_decimal_allowed ? 'any' : undefined });
  control.value = first;
  register(control, element, place, surface, () => ({ [kind.name]: control.value === '' ? null : control.value }));
  const count = make('small', { class: 'count', hidden: true });
  const most = Number(element.max_length);
  const showCount = () => {
    count.hidden = !(control.value.length >= most * COUNT_FROM);
    count.textContent = `${control.value.length} of ${most}`;
  };
  control.addEventListener('input', showCount);
  showCount();
  return make('div', { class: 'text-input' }, control, count);
}
