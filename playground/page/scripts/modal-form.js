import { drawBlocks } from './blocks/draw-blocks.js';
import { icon } from './icon.js';
import { make } from './make.js';
import { plainText } from './text/draw-mrkdwn.js';

/**
 * A modal as a form.
 *
 * @param {import('../../slack/human-side.ts').SlackView} view
 * @param {import('../shapes.ts').Surface} surface
 * @param {{ isPushed: boolean, send(): void, close(): void }} given `isPushed`: there is one below it
 * @returns {HTMLFormElement}
 */
export function drawModalForm(view, surface, { isPushed, send, close }) {
  const closeWords = plainText(view.close) || (view.submit ? 'Cancel' : 'Close');
  const form = make(
    'form',
    {
      class: 'modal-form',
      novalidate: true,
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        send();
      },
    },
    make(
      'div',
      { class: 'modal-head' },
      make('h2', { tabindex: -1 }, plainText(view.title)),
      make(
        'button',
        {
          type: 'button',
          class: 'button-bare',
          'aria-label': isPushed ? 'Back' : 'Close',
          title: 'Close',
          click: close,
        },
        icon('close'),
      ),
    ),
    make(
      'div',
      { class: 'modal-body' },
      make('p', { class: 'modal-trouble', role: 'alert' }),
      drawBlocks(view.blocks, surface),
    ),
    make(
      'div',
      { class: 'dialog-foot' },
      make('button', { type: 'button', class: 'button', click: close }, closeWords),
      Boolean(view.submit) &&
        make('button', { type: 'submit', class: 'button button-primary' }, plainText(view.submit)),
    ),
  );
  return form;
}
