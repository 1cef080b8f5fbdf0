import { make } from './make.js';

const SHOWN_MS = 8_000;
const SAME_MS = 4_000;

/** Short sentences that belong to no channel, and the state of the connection. */
export function notices() {
  const connection = make('div', { class: 'connection', role: 'status', hidden: true });
  const list = make('div', { class: 'notices', role: 'status', 'aria-live': 'polite' });
  /** @type {Map<string, number>} */
  const said = new Map();
  let wasLost = false;
  return {
    connection,
    list,
    lost() {
      wasLost = true;
      connection.hidden = false;
      connection.className = 'connection connection-lost';
      connection.replaceChildren(make('span', { class: 'spinner' }), 'Connection lost. Trying to come back…');
    },
    back() {
      if (!wasLost) return;
      wasLost = false;
      connection.className = 'connection connection-back';
      connection.replaceChildren('Back again, with everything that happened meanwhile.');
      setTimeout(() => {
        if (!wasLost) connection.hidden = true;
      }, SHOWN_MS / 2);
    },
    /** Whether this was not said just now: trouble comes both as an answer and as an event. @param {string} text */
    isNews(text) {
      const now = Date.now();
      const isNew = now - (said.get(text) ?? 0) > SAME_MS;
      said.set(text, now);
      return isNew;
    },
    /** @param {string} text */
    say(text) {
      const notice = make('div', { class: 'notice' }, text);
      list.append(notice);
      setTimeout(() => notice.remove(), SHOWN_MS);
    },
  };
}
