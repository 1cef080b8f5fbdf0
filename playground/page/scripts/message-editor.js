import { wordsOf } from './human.js';
import { make } from './make.js';

/**
 * One's own message, to be mended in its place: Enter saves, Escape leaves it as it was.
 * @param {{ text: string, save(text: string): Promise<void>, cancel(): void }} given `save` throws what is to be said
 */
export function messageEditor({ text, save, cancel }) {
  const field = make('textarea', {
    rows: 1,
    'aria-label': 'Edit your message',
    'data-key': 'message/edit',
    keydown: onKey,
  });
  const trouble = make('p', { class: 'composer-trouble', role: 'alert' });
  const button = make('button', { type: 'submit', class: 'button button-small button-primary' }, 'Save');
  const element = make(
    'form',
    { class: 'message-editor', submit: onSubmit },
    trouble,
    make('div', { class: 'composer-box' }, field),
    make(
      'div',
      { class: 'button-row' },
      button,
      make('button', { type: 'button', class: 'button button-small', click: cancel }, 'Cancel'),
      make('small', { class: 'composer-keys' }, 'Enter to save, Escape to cancel'),
    ),
  );
  field.value = text;
  field.addEventListener('input', () => {
    button.disabled = field.value.trim() === '';
  });

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.isComposing) return;
    if (event.key === 'Escape') cancel();
    else if (event.key === 'Enter' && !event.shiftKey) element.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Event} event */
  async function onSubmit(event) {
    event.preventDefault();
    const typed = field.value.trim();
    if (typed === '' || button.getAttribute('aria-busy') === 'true') return;
    if (typed === text) return cancel();
    button.setAttribute('aria-busy', 'true');
    try {
      await save(typed);
    } catch (error) {
      trouble.textContent = wordsOf(error);
    } finally {
      button.removeAttribute('aria-busy');
    }
  }

  return {
    element,
    focus() {
      field.focus();
      field.setSelectionRange(text.length, text.length);
    },
  };
}
