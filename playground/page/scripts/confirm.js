import { make } from './make.js';
import { drawText, plainText } from './text/draw-mrkdwn.js';

/**
 * Asks before something is told to the app, as a `confirm` object wants it.
 *
 * @param {import('../shapes.ts').Piece | undefined} question
 * @param {Pick<import('../shapes.ts').Surface, 'names' | 'me'>} surface
 * @returns {Promise<boolean>} whether to go on; at once when there is no question
 */
export function confirmed(question, surface) {
  if (question === undefined) return Promise.resolve(true);
  const yes = make(
    'button',
    {
      type: 'submit',
      value: 'yes',
      class: `button ${question.style === 'danger' ? 'button-danger' : 'button-primary'}`,
    },
    plainText(question.confirm) || 'Yes',
  );
  const no = make('button', { type: 'submit', value: 'no', class: 'button' }, plainText(question.deny) || 'Cancel');
  const title = plainText(question.title) || 'Are you sure?';
  const dialog = make(
    'dialog',
    { class: 'confirm', 'aria-label': title, role: 'alertdialog' },
    make(
      'form',
      { method: 'dialog' },
      make('h2', {}, title),
      drawText(question.text, surface),
      make('div', { class: 'dialog-foot' }, no, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  yes.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
