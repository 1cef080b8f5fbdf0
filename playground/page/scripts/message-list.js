import { make } from './make.js';
import { focusIn, reconcile } from './redraw.js';
import { dayOf, millisecondsOf } from './time.js';

/**
 * A list of messages of any length, of which only a window is in the document: some thousand messages must not slow
 * the page down.
 *
 * @typedef {import('../../slack/human-side.ts').SlackMessage} Message
 * @typedef {{ ts: string, state: string, message: Message, element: HTMLElement }} Row
 * @typedef {Readonly<{ message: Message, follows: boolean, before: HTMLElement | undefined }>} Standing `before`: the
 *   element of the same message that this one replaces
 */

const WINDOW = 150;
const STEP = 50;
const NEAR_PX = 120;
const FAR_PX = 400;
const SAME_BREATH_MS = 5 * 60_000;
/** What comes this soon after one did something is taken for what came of it. */
const FOLLOW_MS = 10_000;

/**
 * @param {{ label: string, draw(standing: Standing): HTMLElement, stateOf(message: Message): string }} given `stateOf`:
 *   what else than the message a row is drawn from; when it differs, the row is drawn again
 */
export function messageList({ label, draw, stateOf }) {
  /** @type {readonly Message[]} */
  let messages = [];
  /** @type {string | undefined} */
  let firstUnread;
  /** @type {Node | undefined} */
  let intro;
  let end = 0;
  /** @type {Map<string, Row>} */
  let rows = new Map();

  // Silent: `announcer.js` says what is new.
  const inside = make('div', { class: 'list-inside', role: 'log', 'aria-live': 'off', 'aria-label': label });
  const latest = make(
    'button',
    { type: 'button', class: 'to-latest', hidden: true, click: () => toEnd() },
    'Jump to the latest',
  );
  const scroller = make(
    'div',
    { class: 'list', tabindex: 0, 'aria-label': label, role: 'region', scroll: onScroll },
    inside,
  );
  const element = make('div', { class: 'list-frame' }, scroller, latest);

  const belowPx = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  const isAtEnd = () => end >= messages.length && belowPx() < NEAR_PX;
  const showLatest = () => {
    latest.hidden = end >= messages.length && belowPx() < FAR_PX;
  };

  // When there is less room, or a picture has come, the end stays in sight of those who were there.
  let wasAtEnd = true;
  let followsUntilMs = 0;
  const resized = new ResizeObserver(() => {
    if (wasAtEnd) scroller.scrollTop = scroller.scrollHeight;
    showLatest();
  });
  resized.observe(scroller);
  resized.observe(inside);

  function render() {
    const start = Math.max(0, end - WINDOW);
    const focused = focusIn(inside);
    /** @type {Map<string, Row>} */
    const next = new Map();
    /** @type {Node[]} */
    const nodes = start === 0 && intro ? [intro] : [];
    let previous = messages[start - 1];
    for (const message of messages.slice(start, end)) {
      const isNewDay = previous === undefined || dayOf(previous.ts) !== dayOf(message.ts);
      if (isNewDay) nodes.push(divider(dayOf(message.ts), 'day'));
      const isFirstUnread = message.ts === firstUnread;
      if (isFirstUnread) nodes.push(divider('New', 'unread'));
      const follows = !isNewDay && !isFirstUnread && isSameBreath(previous, message);
      const state = `${follows}|${stateOf(message)}`;
      const known = rows.get(message.ts);
      const row =
        known?.message === message && known.state === state
          ? known
          : { ts: message.ts, state, message, element: draw({ message, follows, before: known?.element }) };
      next.set(message.ts, row);
      nodes.push(row.element);
      previous = message;
    }
    rows = next;
    reconcile(inside, nodes);
    focused?.();
  }

  function onScroll() {
    showLatest();
    wasAtEnd = isAtEnd();
    if (scroller.scrollTop < NEAR_PX && end - WINDOW > 0) moveTo(end - STEP);
    else if (belowPx() < NEAR_PX && end < messages.length) moveTo(Math.min(messages.length, end + STEP));
  }

  /** Shows another window, with what is looked at left in its place. @param {number} wanted */
  function moveTo(wanted) {
    const top = scroller.getBoundingClientRect().top;
    const anchor = [...rows.values()].find((row) => row.element.getBoundingClientRect().bottom > top);
    const before = anchor?.element.getBoundingClientRect().top ?? 0;
    end = Math.max(Math.min(WINDOW, messages.length), wanted);
    render();
    if (anchor?.element.isConnected) scroller.scrollTop += anchor.element.getBoundingClientRect().top - before;
  }

  function toEnd() {
    end = messages.length;
    render();
    scroller.scrollTop = scroller.scrollHeight;
    latest.hidden = true;
    wasAtEnd = true;
  }

  /** A new message that is taller than the window is read from its start, not from its end. */
  function showFromItsStart() {
    const newest = rows.get(messages.at(-1)?.ts ?? '')?.element;
    if (!newest || newest.offsetHeight < scroller.clientHeight) return;
    scroller.scrollTop += newest.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    wasAtEnd = false;
    showLatest();
  }

  return {
    element,
    toEnd,
    /** One has said or pressed something: what comes of it is brought into sight, wherever one is. */
    follow() {
      followsUntilMs = performance.now() + FOLLOW_MS;
    },
    /**
     * @param {readonly Message[]} given oldest first
     * @param {{ firstUnread?: string | undefined, intro?: Node }} [more] `intro` stands above the very first one
     */
    show(given, more = {}) {
      const lastBefore = messages.at(-1)?.ts;
      const isFollowed = given.at(-1)?.ts !== lastBefore && performance.now() < followsUntilMs;
      const stays = isFollowed || isAtEnd();
      const wasWhole = end >= messages.length;
      messages = given;
      firstUnread = more.firstUnread;
      intro = more.intro;
      if (wasWhole && (stays || messages.length <= WINDOW)) end = messages.length;
      end = Math.min(end, messages.length);
      if (stays) {
        toEnd();
        if (lastBefore !== undefined && lastBefore !== messages.at(-1)?.ts) showFromItsStart();
      } else {
        render();
        showLatest();
      }
    },
    /** @param {string} ts */
    find: (ts) => rows.get(ts)?.element,
  };
}

/** @param {Message | undefined} previous @param {Message} message */
function isSameBreath(previous, message) {
  return (
    previous !== undefined &&
    previous.user === message.user &&
    isOnlyText(previous) &&
    isOnlyText(message) &&
    millisecondsOf(message.ts) - millisecondsOf(previous.ts) < SAME_BREATH_MS
  );
}

/** What an app built of blocks stands for itself. @param {Message} message */
function isOnlyText({ ephemeral, blocks }) {
  return !ephemeral && !blocks?.some(({ type }) => type !== 'rich_text');
}

/** @param {string} words @param {'day' | 'unread'} kind */
function divider(words, kind) {
  return make(
    'div',
    { class: `list-divider list-divider-${kind}`, role: 'separator', 'aria-label': words },
    make('span', {}, words),
  );
}
