import { make } from './make.js';

/**
 * Puts the parts of the page in their places. On a phone, the side is a drawer.
 *
 * @param {{ side: HTMLElement, channel: readonly HTMLElement[], thread: HTMLElement, above: HTMLElement,
 *   below: HTMLElement, focusMessageBox(): void }} parts
 */
export function buildFrame({ side, channel, thread, above, below, focusMessageBox }) {
  /** @param {boolean} isOpen */
  const setDrawer = (isOpen) => {
    frame.classList.toggle('has-drawer', isOpen);
    if (isOpen) /** @type {HTMLElement | null} */ (side.querySelector('[aria-current]'))?.focus();
  };
  const main = make('main', { class: 'channel', 'aria-label': 'Channel' }, ...channel);
  const frame = make(
    'div',
    {
      class: 'frame',
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Escape') setDrawer(false);
      },
    },
    side,
    make('div', { class: 'drawer-back', click: () => setDrawer(false) }),
    main,
    thread,
  );
  document.body.replaceChildren(
    make('button', { type: 'button', class: 'skip', click: focusMessageBox }, 'Skip to the message box'),
    above,
    frame,
    below,
    ...document.body.querySelectorAll('dialog'),
  );
  return { frame, main, setDrawer };
}
