import { icon } from './icon.js';
import { make } from './make.js';

/**
 * A picture that can be looked at alone, as large as the window.
 * @param {Node} drawn what stands for a picture; what is no image stays as it is
 */
export function enlargeable(drawn) {
  if (!(drawn instanceof HTMLImageElement)) return drawn;
  const words = 'Enlarge the picture';
  return make(
    'span',
    { class: 'picture' },
    drawn,
    make('button', {
      type: 'button',
      class: 'picture-opener',
      'aria-label': words,
      title: words,
      click: () => show(drawn),
    }),
  );
}

/** @param {HTMLImageElement} image */
function show({ src, alt }) {
  const dialog = make(
    'dialog',
    {
      class: 'lightbox',
      'aria-label': 'Picture',
      // Beside the picture, where its backdrop is.
      click: (/** @type {Event} */ { target }) => target === dialog && dialog.close(),
      close: () => dialog.remove(),
    },
    make(
      'form',
      { method: 'dialog' },
      make(
        'button',
        { type: 'submit', class: 'button-bare', 'aria-label': 'Close the picture', title: 'Close' },
        icon('close'),
      ),
    ),
    make('figure', {}, make('img', { src, alt }), make('figcaption', { 'aria-hidden': 'true' }, alt)),
  );
  document.body.append(dialog);
  dialog.showModal();
}
