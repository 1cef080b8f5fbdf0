import { icon } from './icon.js';
import { make } from './make.js';

/**
 * Files that are dragged over a part of the page can be dropped there.
 * @param {HTMLElement} element
 * @param {{ isOpen(): boolean, take(files: readonly File[]): void }} given `isOpen`: one can write there
 */
export function dropZone(element, { isOpen, take }) {
  const sign = make(
    'div',
    { class: 'drop-sign', 'aria-hidden': 'true' },
    icon('attach'),
    'Drop files to share them here',
  );
  let depth = 0;
  /** @param {number} next */
  const enter = (next) => {
    depth = next;
    if (depth > 0 && !sign.isConnected) element.append(sign);
    if (depth === 0) sign.remove();
  };
  /** @param {string} name @param {(event: DragEvent) => void} act */
  const on = (name, act) =>
    element.addEventListener(name, (event) => {
      const drag = /** @type {DragEvent} */ (event);
      if (!drag.dataTransfer?.types.includes('Files') || !isOpen()) return;
      drag.preventDefault();
      act(drag);
    });
  on('dragenter', () => enter(depth + 1));
  on('dragover', () => {});
  on('dragleave', () => enter(Math.max(depth - 1, 0)));
  on('drop', (event) => {
    enter(0);
    take([...(event.dataTransfer?.files ?? [])]);
  });
}

/** Else a file that misses its place would be opened instead of this page. */
export function dropNothingElsewhere() {
  for (const name of ['dragover', 'drop']) {
    document.addEventListener(name, (event) => {
      const { dataTransfer } = /** @type {DragEvent} */ (event);
      if (event.defaultPrevented || !dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dataTransfer.dropEffect = 'none';
    });
  }
}
