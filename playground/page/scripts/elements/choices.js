import { freshId, make } from '../make.js';
import { keptValue } from '../surface.js';
import { drawText, plainText } from '../text/draw-mrkdwn.js';
import { list } from '../text/draw-rich-text.js';
import { choiceNames, firstChoice, optionGroupsOf } from './options.js';
import { register } from './tell.js';

/**
 * @typedef {import('../../shapes.ts').Piece} Piece
 * @typedef {import('../../shapes.ts').Place} Place
 * @typedef {import('../../shapes.ts').Surface} Surface
 */

/** @param {Piece} element @param {Place} place @param {Surface} surface */
export function drawRadioButtons(element, place, surface) {
  const { whole, chosen, setChosen } = drawBoxes('radio', element, list(element.options), place, surface);
  const read = () => ({ selected_option: chosen()[0] ?? null });
  register(whole, element, place, surface, read, (before) => setChosen([before.selected_option]));
  return whole;
}

/** @param {Piece} element @param {Place} place @param {Surface} surface */
export function drawCheckboxes(element, place, surface) {
  const { whole, chosen, setChosen } = drawBoxes('checkbox', element, list(element.options), place, surface);
  const read = () => ({ selected_options: chosen() });
  register(whole, element, place, surface, read, (before) => setChosen(before.selected_options));
  return whole;
}

/**
 * A select of several: a list of boxes that folds away, with what is chosen on its lid.
 * @param {Piece} element @param {Place} place @param {Surface} surface
 */
export function drawMultiSelect(element, place, surface) {
  const options = optionGroupsOf(element, surface.names).flatMap((group) => group.options);
  const { many, isId } = choiceNames(element);
  const { whole, chosen, setChosen } = drawBoxes('checkbox', element, options, place, surface);
  const lidId = freshId('lid');
  const labelledBy = place.labelledBy && `${place.labelledBy} ${lidId}`;
  const lid = make('summary', { class: 'field', id: lidId, 'aria-labelledby': labelledBy });
  const most = Number(element.max_selected_items) || Number.POSITIVE_INFINITY;
  const show = () => {
    const names = chosen().map(({ text }) => make('span', { class: 'chip' }, plainText(text)));
    lid.replaceChildren(...(names.length > 0 ? names : [plainText(element.placeholder) || 'Choose some']));
    for (const box of whole.querySelectorAll('input')) box.disabled = !box.checked && chosen().length >= most;
  };
  whole.addEventListener('change', show);
  show();
  const read = () => ({ [many]: isId ? chosen().map(({ value }) => value) : chosen() });
  register(whole, element, place, surface, read, (before) => {
    setChosen((before[many] ?? []).map((/** @type {any} */ value) => (isId ? { value } : value)));
    show();
  });
  return make('details', { class: 'several' }, lid, whole);
}

/**
 * @param {'radio' | 'checkbox'} type
 * @param {Piece} element
 * @param {readonly Piece[]} options
 * @param {Place} place
 * @param {Surface} surface
 */
function drawBoxes(type, element, options, place, surface) {
  const name = freshId('choice');
  const first = firstChoice(element, keptValue(surface, place.blockId, element.action_id));
  const boxes = options.map((option) =>
    make('input', { type, name, value: option.value, checked: first.includes(String(option.value)) }),
  );
  const whole = make(
    'div',
    {
      class: 'choices',
      role: type === 'radio' ? 'radiogroup' : 'group',
      'aria-labelledby': place.labelledBy,
      'aria-describedby': place.describedBy,
    },
    ...options.map((option, index) =>
      make(
        'label',
        { class: 'choice' },
        boxes[index],
        make(
          'span',
          {},
          drawText(option.text, surface),
          option.description && make('small', {}, plainText(option.description)),
        ),
      ),
    ),
  );
  return {
    whole,
    chosen: () => options.filter((_option, index) => boxes[index]?.checked),
    /** @param {readonly (Piece | null | undefined)[]} wanted */
    setChosen(wanted) {
      for (const box of boxes) box.checked = wanted.some((option) => option?.value === box.value);
    },
  };
}
