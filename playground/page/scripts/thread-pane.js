import { composer } from './composer.js';
import { dropZone } from './drop-zone.js';
import { icon } from './icon.js';
import { fill, make } from './make.js';
import { messageList } from './message-list.js';

/**
 * A thread, beside its channel.
 *
 * @typedef {import('../../slack/human-side.ts').SlackMessage} Message
 */

/**
 * @param {{ world(): import('../../slack/human-side.ts').World, messages(ts: string): readonly Message[],
 *   draw(standing: import('./message-list.js').Standing): HTMLElement, stateOf(message: Message): string,
 *   upload(file: File): Promise<string>, send(text: string, files: readonly string[], threadTs: string): Promise<void>,
 *   hasTurned(ts: string | undefined): void }} given `hasTurned`:
 *   another thread is shown, or none
 */
export function threadPane({ world, messages, draw, stateOf, upload, send, hasTurned }) {
  /** @type {string | undefined} */
  let now;
  /** @type {HTMLElement | undefined} */
  let opener;
  /** @type {ReturnType<typeof messageList> | undefined} */
  let list;
  const count = make('small', { 'aria-live': 'polite' });
  const element = make('aside', { class: 'thread', 'aria-label': 'Thread', hidden: true });
  /** @type {ReturnType<typeof composer> | undefined} */
  let write;
  dropZone(element, { isOpen: () => write !== undefined, take: (files) => write?.take(files) });
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });

  /** @param {string} ts @param {boolean} takesFocus */
  function open(ts, takesFocus) {
    const active = document.activeElement;
    if (takesFocus && active instanceof HTMLElement && !element.contains(active)) opener = active;
    now = ts;
    list = messageList({ label: 'Thread', draw, stateOf });
    write = composer({ label: 'Reply…', world, upload, send: (text, files) => sendHere(text, files, ts) });
    const title = make('h2', { tabindex: -1 }, 'Thread');
    fill(element, [
      make(
        'header',
        { class: 'thread-head' },
        title,
        count,
        make(
          'button',
          {
            type: 'button',
            class: 'button-bare',
            'aria-label': 'Close the thread',
            title: 'Close the thread',
            click: close,
          },
          icon('close'),
        ),
      ),
      list.element,
      write.element,
    ]);
    element.hidden = false;
    hasTurned(ts);
    show();
    list.toEnd();
    if (takesFocus && matchMedia('(min-width: 700px)').matches) write.focus();
    else if (takesFocus) title.focus();
  }

  /** @param {string} text @param {readonly string[]} files @param {string} ts */
  function sendHere(text, files, ts) {
    list?.follow();
    return send(text, files, ts);
  }

  function show() {
    if (now === undefined || !list) return;
    const shown = messages(now);
    const replies = shown.filter(({ ts, ephemeral }) => ts !== now && !ephemeral).length;
    const words = replies === 1 ? '1 reply' : `${replies} replies`;
    if (count.textContent !== words) count.textContent = words;
    list.show(shown);
  }

  function close() {
    if (now === undefined) return;
    now = undefined;
    write = undefined;
    const hadFocus = element.contains(document.activeElement);
    element.hidden = true;
    element.replaceChildren();
    hasTurned(undefined);
    if (hadFocus && opener?.isConnected) opener.focus();
  }

  return { element, open, close, show, follow: () => list?.follow(), focus: () => write?.focus(), now: () => now };
}
