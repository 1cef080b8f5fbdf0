import { addressOf } from './address.js';
import { drawBarrier, drawChannelHead, drawIntro } from './channel-head.js';
import { composer } from './composer.js';
import { listen } from './events.js';
import { act, ask } from './human.js';
import { fill, make } from './make.js';
import { drawMessage } from './message.js';
import { messageList } from './message-list.js';
import { modalStack } from './modal.js';
import { notices } from './notices.js';
import { onboarding } from './onboarding.js';
import { isReply, openShelf, ownNote } from './shelf.js';
import { nameOf, sidebar } from './sidebar.js';
import { findByFocusKey, focusKey, stateOf } from './surface.js';
import { threadPane } from './thread-pane.js';
import { timeAgo } from './time.js';

/**
 * The whole of it, as one person sees it: what happens is put on the shelf, and drawn from there. It is opened anew
 * when one becomes somebody else.
 *
 * @typedef {import('../../slack/human-side.ts').World} World
 * @typedef {import('../../slack/human-side.ts').SlackMessage} Message
 * @typedef {import('../shapes.ts').Surface} Surface
 * @typedef {import('../../slack/human-side.ts').HumanEvent} HumanEvent
 */

const REFRESH_TIMES_MS = 30_000;
const isWide = () => matchMedia('(min-width: 1000px)').matches;

/**
 * @param {World} world
 * @param {import('./address.js').Where} where
 * @param {(person: string) => void} become
 * @returns {() => void} ends it
 */
export function openWorkspace(world, where, become) {
  const as = world.me.id;
  const shelf = openShelf();
  const news = notices();
  /** @type {Map<string, { count: number, first: string }>} */
  const unread = new Map();
  /** Roots of threads with replies that were not looked at. @type {Set<string>} */
  const fresh = new Set();
  /** @type {Map<string, string>} */
  const drafts = new Map();
  /** @type {WeakMap<HTMLElement, Surface>} */
  const surfaces = new WeakMap();
  let names = namesOf(world);
  let worldVersion = 0;
  let now = '';
  /** @type {string | undefined} */
  let firstUnread;
  /** A command was given, and its answer is a thread that nobody has opened yet. */
  let awaitsThread = false;
  /** @type {{ ts: string, key: string } | undefined} */
  let lastPressed;
  /** The thread of what is being pressed: there it is looked for what came of it. @type {string | undefined} */
  let pressedIn;
  let isDrawing = false;
  /** @type {ReturnType<typeof shelf.replies>} */
  let replies = new Map();

  const modals = modalStack({
    surface: surfaceOfView,
    submit: (viewId, state) => act('submit', { as, viewId, state }),
    close: (viewId) => act('close', { as, viewId }),
    whenAllClosed: returnFocus,
  });
  const list = messageList({
    label: 'Messages',
    stateOf: ({ ts }) => {
      const { count = 0, latest } = replies.get(ts) ?? {};
      return `${count}|${latest}|${fresh.has(ts)}|${worldVersion}`;
    },
    draw: ({ message, follows, before }) =>
      drawWith(message, before, (surface) =>
        drawMessage(message, {
          surface,
          follows,
          hasNewReplies: fresh.has(message.ts),
          openThread: () => thread.open(message.thread_ts ?? message.ts, true),
          dismiss: () => dismiss(message),
          replies: replies.get(message.ts),
        }),
      ),
  });
  const write = composer({ label: 'Message', world: () => world, send: (text) => send(text) });
  const thread = threadPane({
    world: () => world,
    messages: (ts) => shelf.thread(now, ts),
    draw: ({ message, follows, before }) =>
      drawWith(message, before, (surface) =>
        drawMessage(message, { surface, follows, dismiss: () => dismiss(message) }),
      ),
    stateOf: () => String(worldVersion),
    send,
    hasTurned(ts) {
      if (ts !== undefined) fresh.delete(ts);
      keepAddress();
      schedule();
    },
  });
  const welcome = make('div');
  const barrier = make('div', { class: 'barrier-place' });
  const head = make('header', { class: 'channel-head' });
  const side = sidebar({
    open: (channel) => {
      setDrawer(false);
      void openChannel(channel);
    },
    become,
  });
  const main = make(
    'main',
    { class: 'channel', 'aria-label': 'Channel' },
    head,
    welcome,
    list.element,
    barrier,
    write.element,
  );
  const frame = make(
    'div',
    { class: 'frame' },
    side.element,
    make('div', { class: 'drawer-back', click: () => setDrawer(false) }),
    main,
    thread.element,
  );
  document.body.replaceChildren(
    make('button', { type: 'button', class: 'skip', click: () => write.focus() }, 'Skip to the message box'),
    news.connection,
    frame,
    news.list,
    ...document.body.querySelectorAll('dialog'),
  );
  frame.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') setDrawer(false);
  });

  const stopListening = listen(as, {
    hear,
    lost: news.lost,
    back: async () => {
      news.back();
      await reload();
    },
  });
  const timer = setInterval(refreshTimes, REFRESH_TIMES_MS);
  void openChannel(firstChannel(where.channel), where.thread);

  return () => {
    stopListening();
    clearInterval(timer);
    modals.end();
  };

  /** @param {string | undefined} wanted */
  function firstChannel(wanted) {
    const { channels, suggestions } = world;
    const isThere = (/** @type {string | undefined} */ id) => channels.some((channel) => channel.id === id);
    return [wanted, suggestions[0]?.channel, channels[0]?.id].find(isThere) ?? '';
  }

  /** @param {string} channel @param {string} [threadTs] */
  async function openChannel(channel, threadTs) {
    if (channel === now) return;
    drafts.set(now, write.text());
    now = channel;
    firstUnread = unread.get(channel)?.first;
    unread.delete(channel);
    thread.close();
    list.show([]);
    const found = world.channels.find(({ id }) => id === channel);
    write.turnTo(
      drafts.get(channel) ?? '',
      found ? `Message ${found.isDirect ? '' : '#'}${nameOf(found, world)}` : 'Message',
    );
    drawChannel();
    await loadMessages(channel);
    if (now !== channel) return;
    list.toEnd();
    if (threadTs !== undefined) thread.open(threadTs, false);
    keepAddress();
  }

  /** @param {string} channel */
  async function loadMessages(channel) {
    if (channel === '') return;
    const take = shelf.awaitAll(channel);
    try {
      take((await ask('messages', { as, channel })).messages);
    } catch (error) {
      news.say(wordsOf(error));
    }
    if (now === channel) draw();
  }

  /** After a loss of the connection, or when channels have changed. */
  async function reload() {
    try {
      world = await ask('world', { as });
    } catch (error) {
      news.say(wordsOf(error));
      return;
    }
    names = namesOf(world);
    worldVersion += 1;
    if (!world.channels.some(({ id }) => id === now)) await openChannel(firstChannel(undefined));
    drawChannel();
    await loadMessages(now);
  }

  /** @param {HumanEvent} event */
  function hear(event) {
    switch (event.type) {
      case 'message':
        hearMessage(event.channel, event.message);
        break;
      case 'deleted':
        shelf.remove(event.channel, event.ts);
        schedule();
        break;
      case 'view':
        modals.show(event.view);
        break;
      case 'view-closed':
        modals.closed(event.viewId);
        break;
      case 'trouble':
        tellTrouble(event.text, event.channel, event.channel === now ? pressedIn : undefined);
        break;
      case 'channels':
        void reload();
        break;
    }
  }

  /** @param {string} channel @param {Message} message */
  function hearMessage(channel, message) {
    const isNew = shelf.put(channel, message);
    const root = isReply(message) ? message.thread_ts : undefined;
    if (isNew && message.user !== as) {
      if (channel !== now) {
        const { count = 0, first = message.ts } = unread.get(channel) ?? {};
        unread.set(channel, { count: count + 1, first });
      }
      if (root !== undefined && !(channel === now && root === thread.now())) fresh.add(root);
      if (root !== undefined && channel === now && awaitsThread && isWide() && thread.now() === undefined) {
        awaitsThread = false;
        thread.open(root, false);
      }
    }
    schedule();
  }

  /** @param {string} text @param {string} [threadTs] */
  async function send(text, threadTs) {
    const channel = now;
    if (!text.startsWith('/')) {
      await act('say', { as, channel, text, threadTs });
      return;
    }
    const [command = ''] = text.split(/\s/, 1);
    const known = world.commands.map((each) => each.command);
    if (!known.includes(command)) throw new Error(`${command} is not a command here. There is ${known.join(', ')}.`);
    awaitsThread = true;
    const { error } = await act('command', { as, channel, command, text: text.slice(command.length).trim(), threadTs });
    if (error) throw new Error(news.isNews(error) ? error : '');
  }

  /** @param {string} text @param {string} [channel] @param {string} [threadTs] */
  function tellTrouble(text, channel, threadTs) {
    if (!news.isNews(text)) return;
    if (modals.isOpen()) modals.trouble(text);
    else if (channel === undefined) news.say(text);
    else hearMessage(channel, ownNote(text, threadTs));
  }

  /**
   * @param {Message} message
   * @param {HTMLElement | undefined} before
   * @param {(surface: Surface) => HTMLElement} drawIt
   */
  function drawWith(message, before, drawIt) {
    const channel = now;
    const old = before && surfaces.get(before);
    const surface = surfaceWith(old ? stateOf(old).values : {}, async (action) => {
      const threadTs = isReply(message) ? message.thread_ts : undefined;
      lastPressed = { ts: message.ts, key: focusKey(action.block_id, action.action_id) };
      pressedIn = threadTs;
      await press({ channel, messageTs: message.ts, action, state: stateOf(surface) }, (text) =>
        tellTrouble(text, channel, threadTs),
      );
    });
    const element = drawIt(surface);
    surfaces.set(element, surface);
    return element;
  }

  /** @param {import('../../slack/human-side.ts').SlackView} view @param {Surface['kept']} kept */
  function surfaceOfView(view, kept) {
    const surface = surfaceWith(kept, (action) =>
      press({ viewId: view.id, action, state: stateOf(surface) }, (text) => tellTrouble(text)),
    );
    return surface;
  }

  /** @param {Surface['kept']} kept @param {Surface['press']} pressIt @returns {Surface} */
  function surfaceWith(kept, pressIt) {
    return { names, me: world.me, kept, fields: [], press: pressIt };
  }

  /** @param {Readonly<Record<string, unknown>>} given @param {(text: string) => void} complain */
  async function press(given, complain) {
    try {
      const { trouble } = await act('press', { as, ...given });
      if (trouble) complain(trouble);
    } catch (error) {
      complain(wordsOf(error));
    }
  }

  /** @param {Message} message */
  function dismiss({ ts }) {
    shelf.remove(now, ts);
    draw();
    write.focus();
  }

  /** Where the focus was before a modal may have been drawn anew meanwhile. */
  function returnFocus() {
    if (document.activeElement !== document.body) return;
    const message = lastPressed && frame.querySelector(`[data-ts="${CSS.escape(lastPressed.ts)}"]`);
    const control = message && lastPressed && findByFocusKey(message, lastPressed.key);
    if (control) /** @type {HTMLElement} */ (control).focus();
    else write.focus();
  }

  /** Draws once a frame, however much happens. */
  function schedule() {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      draw();
    });
  }

  function draw() {
    const channel = world.channels.find(({ id }) => id === now);
    replies = shelf.replies(now);
    list.show(shelf.roots(now), { firstUnread, ...(channel && { intro: drawIntro(channel, world) }) });
    thread.show();
    side.show(world, now, new Map([...unread].map(([id, { count }]) => [id, count])));
    const count = [...unread.values()].reduce((sum, { count: more }) => sum + more, 0);
    document.title = `${count > 0 ? `(${count}) ` : ''}${channel ? nameOf(channel, world) : world.team.name} · Refinery playground`;
  }

  /** What stands around the messages. */
  function drawChannel() {
    const channel = world.channels.find(({ id }) => id === now);
    if (!channel) {
      fill(welcome, [
        make('p', { class: 'nothing' }, 'You are in no channel here. Be somebody else, at the lower left.'),
      ]);
      return;
    }
    drawChannelHead(head, channel, world, () => setDrawer(true));
    const suggestions = world.suggestions.filter((suggestion) => suggestion.channel === now);
    fill(welcome, [suggestions.length > 0 && onboarding(suggestions, write.write)]);
    fill(barrier, [drawBarrier(channel, world, invite)]);
    write.element.hidden = channel.isArchived;
    draw();
  }

  async function invite() {
    try {
      await act('invite', { as, channel: now });
      await reload();
    } catch (error) {
      news.say(wordsOf(error));
    }
  }

  function keepAddress() {
    history.replaceState(null, '', addressOf({ as, channel: now, thread: thread.now() }));
  }

  /** @param {boolean} isOpen on a phone */
  function setDrawer(isOpen) {
    frame.classList.toggle('has-drawer', isOpen);
    if (isOpen) /** @type {HTMLElement | null} */ (side.element.querySelector('[aria-current]'))?.focus();
  }

  function refreshTimes() {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (frame.querySelectorAll('[data-ago]')))
      element.textContent = `Last reply ${timeAgo(element.dataset.ago ?? '')}`;
  }
}

/** @param {World} world */
function namesOf({ people, channels }) {
  return {
    people: new Map(people.map((person) => [person.id, person])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
  };
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}
