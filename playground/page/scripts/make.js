/**
 * The one way in which this page makes elements. Text only ever enters as a text node, so whatever stands in a trace
 * stays text.
 */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string | number | boolean | null | undefined | ((event: any) => void)>>} [attributes]
 *   a function listens to the event of that name; `true` is an attribute without a value; `false` and nothing leave it out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== null && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...someOf(children));
  return element;
}

/**
 * @param {Element | DocumentFragment} parent
 * @param {readonly Child[]} children
 */
export function fill(parent, children) {
  parent.replaceChildren(...someOf(children));
}

/** @param {readonly Child[]} children */
function someOf(children) {
  return children.flatMap((child) =>
    child === null || child === undefined || child === false || child === '' ? [] : [child],
  );
}

let made = 0;
/**
 * An id for `aria-labelledby` and the like.
 * @param {string} name
 */
export function freshId(name) {
  made += 1;
  return `${name}-${made}`;
}
