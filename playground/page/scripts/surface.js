/**
 * A message or a modal while it is drawn: its fields report to it, and it knows what to tell the app.
 *
 * @typedef {import('../shapes.ts').Surface} Surface
 * @typedef {import('../shapes.ts').StateValues} StateValues
 * @typedef {import('../shapes.ts').Piece} Piece
 */

/**
 * What stands in the fields, in Slack's shape.
 * @param {Pick<Surface, 'fields'>} surface
 * @returns {{ values: StateValues }}
 */
export function stateOf({ fields }) {
  /** @type {Record<string, Record<string, Piece>>} */
  const values = {};
  for (const { blockId, actionId, read } of fields) {
    values[blockId] ??= {};
    values[blockId][actionId] = read();
  }
  return { values };
}

/**
 * What was filled in before this was drawn anew.
 * @param {Surface} surface
 * @param {string} blockId
 * @param {string} actionId
 */
export function keptValue({ kept }, blockId, actionId) {
  return Object.hasOwn(kept, blockId) ? kept[blockId]?.[actionId] : undefined;
}

/**
 * Marks an element, so that focus finds its way back after a redraw.
 * @param {string} blockId
 * @param {unknown} actionId
 */
export function focusKey(blockId, actionId) {
  return `${blockId}/${String(actionId ?? '')}`;
}

/**
 * @param {ParentNode} parent
 * @param {string} key
 */
export function findByFocusKey(parent, key) {
  return [...parent.querySelectorAll('[data-key]')].find(
    (element) => /** @type {HTMLElement} */ (element).dataset.key === key,
  );
}
