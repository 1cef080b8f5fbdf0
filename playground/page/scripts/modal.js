import { wordsOf } from './human.js';
import { make } from './make.js';
import { wrongFields } from './modal-check.js';
import { showErrors } from './modal-errors.js';
import { focusFirst, keepInside } from './modal-focus.js';
import { drawModalForm } from './modal-form.js';
import { findByFocusKey, stateOf } from './surface.js';
import { plainText } from './text/draw-mrkdwn.js';

/**
 * The modals that are open, one on top of another; only the top one is shown, the others keep what was filled in.
 *
 * @typedef {import('../../slack/human-side.ts').SlackView} View
 * @typedef {import('../shapes.ts').Surface} Surface
 * @typedef {import('../shapes.ts').StateValues} StateValues
 * @typedef {{ view: View, form: HTMLFormElement, surface: Surface }} Layer
 */

/**
 * @param {{ surface(view: View, kept: StateValues): Surface,
 *   submit(viewId: string, state: { values: StateValues }): Promise<{ errors?: Record<string, string>, trouble?: string }>,
 *   close(viewId: string): Promise<unknown>, whenAllClosed(): void }} given
 */
export function modalStack({ surface: surfaceOf, submit, close, whenAllClosed }) {
  /** @type {Layer[]} */
  let layers = [];
  const dialog = make('dialog', { class: 'modal', keydown: onKey, cancel: onCancel });
  document.body.append(dialog);

  /** @param {View} view */
  function show(view) {
    const at = layers.findIndex((layer) => layer.view.id === view.id);
    const before = layers[at];
    if (before) layers = layers.slice(0, at);
    else if (layers[0] && view.root_view_id !== layers[0].view.root_view_id) layers = [];
    const key = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key;
    const surface = surfaceOf(view, before ? stateOf(before.surface).values : {});
    const form = drawModalForm(view, surface, {
      isPushed: layers.length > 0,
      send: () => void send({ view, surface, form }),
      close: closeTop,
    });
    const layer = { view, surface, form };
    layers = [...layers, layer];
    showTop(before ? key : undefined);
  }

  /** @param {string} [key] what had the focus */
  function showTop(key) {
    const top = layers.at(-1);
    if (!top) {
      dialog.close();
      dialog.replaceChildren();
      whenAllClosed();
      return;
    }
    const scrolled = dialog.querySelector('.modal-body')?.scrollTop ?? 0;
    dialog.replaceChildren(top.form);
    dialog.setAttribute('aria-label', plainText(top.view.title));
    if (!dialog.open) dialog.showModal();
    const again = /** @type {HTMLElement | undefined} */ (key && findByFocusKey(dialog, key));
    if (again) {
      again.focus();
      const body = dialog.querySelector('.modal-body');
      if (body) body.scrollTop = scrolled;
    } else focusFirst(top.form);
  }

  /** @param {string} viewId */
  function closed(viewId) {
    const at = layers.findIndex(({ view }) => view.id === viewId);
    if (at < 0) return;
    layers = layers.slice(0, at);
    showTop();
  }

  function closeTop() {
    const top = layers.at(-1);
    if (!top) return;
    closed(top.view.id);
    close(top.view.id).catch(() => undefined);
  }

  /** @param {Layer} layer */
  async function send({ view, surface, form }) {
    const button = form.querySelector('button[type=submit]');
    if (!button || form.getAttribute('aria-busy') === 'true') return;
    const state = stateOf(surface);
    const wrong = wrongFields(view, state.values);
    showErrors(form, wrong);
    if (Object.keys(wrong).length > 0) return;
    form.setAttribute('aria-busy', 'true');
    button.setAttribute('aria-busy', 'true');
    try {
      const { errors = {}, trouble } = await submit(view.id, state);
      showErrors(form, errors, trouble);
    } catch (error) {
      showErrors(form, {}, wordsOf(error));
    } finally {
      form.removeAttribute('aria-busy');
      button.removeAttribute('aria-busy');
    }
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Escape') {
      event.preventDefault();
      closeTop();
    } else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) layers.at(-1)?.form.requestSubmit();
    else if (event.key === 'Tab') keepInside(event, dialog);
  }

  /** @param {Event} event the browser wants to close it, such as by a phone's back gesture */
  function onCancel(event) {
    if (event.target !== dialog) return;
    event.preventDefault();
    closeTop();
  }

  return {
    show,
    closed,
    isOpen: () => layers.length > 0,
    /** @param {string} text */
    trouble(text) {
      const top = layers.at(-1);
      if (top) showErrors(top.form, {}, text);
    },
    end() {
      layers = [];
      dialog.remove();
    },
  };
}
