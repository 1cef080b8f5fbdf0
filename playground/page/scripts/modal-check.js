import { list } from './text/draw-rich-text.js';

/**
 * What Slack itself finds wrong with a modal's fields before the app is asked.
 *
 * @param {import('../../slack/human-side.ts').SlackView} view
 * @param {import('../shapes.ts').StateValues} values
 * @returns {Readonly<Record<string, string>>} by block id
 */
export function wrongFields(view, values) {
  /** @type {Record<string, string>} */
  const wrong = {};
  for (const [index, block] of list(view.blocks).entries()) {
    if (block.type !== 'input') continue;
    const blockId = String(block.block_id ?? `block-${index}`);
    const value = valueIn(values[blockId]?.[String(block.element?.action_id ?? '')]);
    const says = fault(block, value);
    if (says !== undefined) wrong[blockId] = says;
  }
  return wrong;
}

/** @param {import('../shapes.ts').Piece} block @param {unknown} value */
function fault({ optional, element }, value) {
  const isEmpty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return optional === true ? undefined : 'Please complete this required field.';
  if (element?.type === 'url_text_input' && URL.parse(String(value)) === null)
    return 'Please enter a whole URL, with https:// in front.';
  if (Number(element?.min_length) > String(value).length)
    return `Please write at least ${element.min_length} characters.`;
  return undefined;
}

/** @param {import('../shapes.ts').Piece | undefined} field */
function valueIn(field) {
  return Object.entries(field ?? {}).find(([name]) => name !== 'type')?.[1];
}
