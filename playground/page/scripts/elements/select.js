import { make } from '../make.js';
import { keptValue } from '../surface.js';
import { plainText } from '../text/draw-mrkdwn.js';
import { choiceNames, firstChoice, optionGroupsOf } from './options.js';
import { register } from './tell.js';

/**
 * A select of one, as the browser's own: it works with every keyboard, phone and screen reader.
 *
 * @param {import('../../shapes.ts').Piece} element
 * @param {import('../../shapes.ts').Place} place
 * @param {import('../../shapes.ts').Surface} surface
 */
export function drawSelect(element, place, surface) {
  const groups = optionGroupsOf(element, surface.names);
  const all = groups.flatMap(({ options }) => options);
  const { one, isId } = choiceNames(element);
  const [first = ''] = firstChoice(element, keptValue(surface, place.blockId, element.action_id));
  const placeholder = plainText(element.placeholder) || 'Choose one';
  const control = make(
    'select',
    {
      class: 'field select',
      'aria-label': place.labelledBy ? undefined : placeholder,
      'aria-labelledby': place.labelledBy,
      'aria-describedby': place.describedBy,
    },
    make('option', { value: '' }, placeholder),
    ...groups.map(({ label, options }) => {
      const drawn = options.map((option) => make('option', { value: option.value }, plainText(option.text)));
      return label === undefined ? fragment(drawn) : make('optgroup', { label }, ...drawn);
    }),
  );
  control.value = all.some(({ value }) => value === first) ? first : '';
  const read = () => {
    const chosen = all.find(({ value }) => value === control.value) ?? null;
    return { [one]: isId ? (chosen?.value ?? null) : chosen };
  };
  register(control, element, place, surface, read, (before) => {
    const value = before[one];
    control.value = (isId ? value : value?.value) ?? '';
  });
  return control;
}

/** @param {readonly Node[]} nodes */
function fragment(nodes) {
  const whole = document.createDocumentFragment();
  whole.append(...nodes);
  return whole;
}
