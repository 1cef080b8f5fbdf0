import { findByFocusKey } from './surface.js';

/**
 * Puts the nodes there with as few moves as possible: what stays is not touched, so that it keeps its focus.
 * @param {Element} parent
 * @param {readonly Node[]} nodes
 */
export function reconcile(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let at = parent.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

/**
 * Remembers where the focus is, in case its message is drawn anew.
 * @param {HTMLElement} parent
 * @returns {(() => void) | undefined} puts it back
 */
export function focusIn(parent) {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const ts = /** @type {HTMLElement | null | undefined} */ (active?.closest('[data-ts]'))?.dataset.ts;
  const key = active?.dataset.key;
  if (!active || !parent.contains(active) || ts === undefined || key === undefined) return undefined;
  return () => {
    if (active.isConnected) return;
    const message = [...parent.querySelectorAll('[data-ts]')].find(
      (element) => /** @type {HTMLElement} */ (element).dataset.ts === ts,
    );
    const again = message && findByFocusKey(message, key);
    /** @type {HTMLElement | undefined} */ (again)?.focus({ preventScroll: true });
  };
}
