import { complete } from './complete.js';
import { wordsOf } from './human.js';
import { icon } from './icon.js';
import { freshId, make } from './make.js';
import { uploadTray } from './upload-tray.js';

/**
 * Where one types: Enter sends, Shift and Enter begins a new line, `/`, `@` and `#` offer what fits. Files are chosen,
 * dropped or pasted.
 *
 * @typedef {Readonly<{ text: string, files: readonly import('./upload-tray.js').Held[] }>} Draft
 */

/**
 * @param {{ label: string, world(): import('../../slack/human-side.ts').World, upload(file: File): Promise<string>,
 *   send(text: string, files: readonly string[]): Promise<void> }} given `send` throws what is to be said; the text and the
 *   files then stay
 */
export function composer({ label, world, upload, send }) {
  const listId = freshId('offers');
  const field = make('textarea', {
    rows: 1,
    placeholder: label,
    'aria-label': label,
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    autocomplete: 'off',
    enterkeyhint: 'send',
  });
  const offersList = make('div', {
    class: 'offers',
    id: listId,
    role: 'listbox',
    'aria-label': 'Suggestions',
    hidden: true,
  });
  const hint = make('p', { class: 'composer-hint', 'aria-live': 'polite' });
  const trouble = make('p', { class: 'composer-trouble', role: 'alert' });
  const button = make('button', { type: 'submit', class: 'send', 'aria-label': 'Send', title: 'Send' }, icon('send'));
  const tray = uploadTray({
    upload,
    changed: () => showHint(),
    complain: (words) => {
      trouble.textContent = words;
    },
  });
  const element = make(
    'form',
    { class: 'composer', submit: onSubmit },
    trouble,
    offersList,
    make(
      'div',
      { class: 'composer-box' },
      tray.list,
      make('div', { class: 'composer-line' }, ...tray.opener, field, button),
    ),
    hint,
  );
  /** @type {ReturnType<typeof complete>} */
  let offered;
  let chosen = 0;
  let isSending = false;

  field.addEventListener('input', onInput);
  field.addEventListener('keydown', onKey);
  field.addEventListener('blur', () => showOffers(undefined));
  field.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    tray.add(files);
  });
  onInput();

  function onInput() {
    trouble.textContent = '';
    showOffers(complete(field.value.slice(0, field.selectionStart), world()));
    showHint();
  }

  function showHint() {
    button.disabled = field.value.trim() === '' && tray.held().length === 0;
    const command = world().commands.find((known) => field.value.startsWith(`${known.command} `));
    const isBare = command !== undefined && field.value.trim() === command.command;
    const usage = isBare ? command.usageHint : '';
    hint.textContent = usage ? `${command?.command} ${usage}` : 'Enter to send, Shift + Enter for a new line';
    hint.classList.toggle('composer-keys', !usage);
  }

  /** @param {ReturnType<typeof complete>} next */
  function showOffers(next) {
    offered = next;
    chosen = 0;
    offersList.hidden = next === undefined;
    field.setAttribute('aria-expanded', String(next !== undefined));
    drawOffers();
  }

  function drawOffers() {
    offersList.replaceChildren(
      ...(offered?.offers ?? []).map(({ label: words, note }, index) =>
        make(
          'div',
          {
            role: 'option',
            id: `${listId}-${index}`,
            'aria-selected': index === chosen ? 'true' : 'false',
            // Not click: the field would lose its focus first.
            mousedown: (/** @type {Event} */ event) => {
              event.preventDefault();
              take(index);
            },
          },
          make('strong', {}, words),
          make('span', {}, note),
        ),
      ),
    );
    if (offered) field.setAttribute('aria-activedescendant', `${listId}-${chosen}`);
    else field.removeAttribute('aria-activedescendant');
  }

  /** @param {number} index */
  function take(index) {
    const offer = offered?.offers[index];
    if (!offered || !offer) return;
    field.setRangeText(offer.insert, offered.start, field.selectionStart, 'end');
    showOffers(undefined);
    showHint();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    // Enter ends a word of an input method, and then must not send.
    if (event.isComposing) return;
    const count = offered?.offers.length ?? 0;
    const isWhole = offered?.offers[chosen]?.insert.trim() === field.value.trim();
    if (count > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : count - 1)) % count;
      drawOffers();
    } else if (count > 0 && (event.key === 'Tab' || (event.key === 'Enter' && !isWhole))) take(chosen);
    else if (count > 0 && event.key === 'Escape') showOffers(undefined);
    else if (event.key === 'Enter' && !event.shiftKey) element.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {SubmitEvent} event */
  async function onSubmit(event) {
    event.preventDefault();
    const text = field.value.trim();
    const files = tray.held();
    if ((text === '' && files.length === 0) || isSending) return;
    isSending = true;
    element.setAttribute('aria-busy', 'true');
    field.value = '';
    tray.hold([]);
    showOffers(undefined);
    trouble.textContent = '';
    try {
      await send(text, await tray.idsOf(files));
    } catch (error) {
      // What has been typed since stays, too.
      field.value = field.value === '' ? text : `${text}\n${field.value}`;
      tray.hold([...files, ...tray.held()]);
      trouble.textContent = wordsOf(error).replaceAll('`', '');
    } finally {
      isSending = false;
      element.removeAttribute('aria-busy');
    }
  }

  return {
    element,
    focus: () => field.focus(),
    /** Whether one can write here at all. */
    isOpen: () => !element.hidden,
    /** @param {readonly File[]} files */
    take(files) {
      tray.add(files);
      field.focus();
    },
    /** @param {string} text */
    write(text) {
      field.value = text;
      showOffers(undefined);
      showHint();
      trouble.textContent = '';
      field.focus();
      field.setSelectionRange(text.length, text.length);
      element.classList.remove('composer-filled');
      // Read once, so that the animation begins anew.
      void element.offsetWidth;
      element.classList.add('composer-filled');
    },
    /** @returns {Draft} */
    draft: () => ({ text: field.value, files: tray.held() }),
    /** Another channel's draft. @param {Draft | undefined} draft @param {string} words */
    turnTo(draft, words) {
      field.value = draft?.text ?? '';
      tray.hold(draft?.files ?? []);
      field.placeholder = words;
      field.setAttribute('aria-label', words);
      showOffers(undefined);
      showHint();
      trouble.textContent = '';
    },
  };
}
