import { addressOf } from './address.js';
import { agentBar } from './agent-bar.js';
import { announcer } from './announcer.js';
import { drawBarrier, drawChannelHead, drawIntro } from './channel-head.js';
import { composer } from './composer.js';
import { dropNothingElsewhere, dropZone } from './drop-zone.js';
import { listen } from './events.js';
import { buildFrame } from './frame.js';
import { drawTabs, homeTab } from './home-tab.js';
import { act, ask, upload, wordsOf } from './human.js';
import { fill, make } from './make.js';
import { drawMessage, MORE_KEY } from './message.js';
import { messageActions } from './message-actions.js';
import { messageList } from './message-list.js';
import { modalStack } from './modal.js';
import { notices } from './notices.js';
import { onboarding } from './onboarding.js';
import { sendText } from './send-text.js';
import { isReply, openShelf, ownNote } from './shelf.js';
import { nameOf, sidebar } from './sidebar.js';
import { findByFocusKey } from './surface.js';
import { surfacesOf } from './surfaces.js';
import { threadPane } from './thread-pane.js';
import { timeAgo } from './time.js';
import { unreadMessages } from './unread.js';
import { firstChannel, namesOf } from './world.js';

/**
 * The whole of it, as one person sees it: what happens is put on the shelf, and drawn from there. It is opened anew
 * when one becomes somebody else.
 *
 * @typedef {import('../../slack/human-side.ts').World} World
 * @typedef {import('../../slack/human-side.ts').SlackMessage} Message
 * @typedef {import('../../slack/human-side.ts').HumanEvent} HumanEvent
 */

const REFRESH_TIMES_MS = 30_000;
const isWide = () => matchMedia('(min-width: 1000px)').matches;

/** @param {import('../../slack/human-side.ts').Session} one @param {import('../../slack/human-side.ts').Session} other */
function isSame(one, other) {
  return one.channel === other.channel && one.thread === other.thread;
}

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
  const unread = unreadMessages();
  const aloud = announcer();
  /** Roots of threads with replies that were not looked at. @type {Set<string>} */
  const fresh = new Set();
  /** @type {Map<string, import('./composer.js').Draft>} */
  const drafts = new Map();
  let names = namesOf(world);
  let worldVersion = 0;
  let now = '';
  /** What is shown of the direct message with the app. @type {'home' | 'messages'} */
  let tab = 'messages';
  /** @type {string | undefined} */
  let firstUnread;
  /** A command was given, and its answer is a thread that nobody has opened yet. */
  let awaitsThread = false;
  let isDrawing = false;
  /** @type {ReturnType<typeof shelf.replies>} */
  let replies = new Map();

  const surfaces = surfacesOf({ as, me: world.me, names: () => names, complain: tellTrouble, acted });
  const modals = modalStack({
    surface: surfaces.ofView,
    submit: (viewId, state) => {
      acted();
      return act('submit', { as, viewId, state });
    },
    close: (viewId) => act('close', { as, viewId }),
    whenAllClosed: returnFocus,
  });
  const actions = messageActions({
    as,
    world: () => world,
    names: () => names,
    channel: () => now,
    complain: tellTrouble,
    acted,
    redraw: draw,
    focusOn,
  });
  const list = messageList({
    label: 'Messages',
    stateOf: ({ ts }) => {
      const { count = 0, latest } = replies.get(ts) ?? {};
      return `${count}|${latest}|${fresh.has(ts)}|${stateOf(ts)}`;
    },
    draw: ({ message, follows, before }) =>
      surfaces.ofMessage(message, now, before, (surface) =>
        drawMessage(message, {
          surface,
          follows,
          hasNewReplies: fresh.has(message.ts),
          openThread: () => thread.open(message.thread_ts ?? message.ts, true),
          dismiss: () => dismiss(message),
          actions: actions.of(message),
          editor: actions.editorOf(message.ts),
          replies: replies.get(message.ts),
        }),
      ),
  });
  const take = (/** @type {File} */ file) => upload(as, file);
  const write = composer({ label: 'Message', world: () => world, upload: take, send: sendHere });
  const thread = threadPane({
    world: () => world,
    messages: (ts) => shelf.thread(now, ts),
    draw: ({ message, follows, before }) =>
      surfaces.ofMessage(message, now, before, (surface) =>
        drawMessage(message, {
          surface,
          follows,
          dismiss: () => dismiss(message),
          actions: actions.of(message),
          editor: actions.editorOf(message.ts),
        }),
      ),
    stateOf: ({ ts }) => stateOf(ts),
    upload: take,
    send,
    hasTurned(ts) {
      if (ts !== undefined) fresh.delete(ts);
      keepAddress();
      schedule();
    },
  });
  const home = homeTab({ as, surface: surfaces.ofView });
  const agent = agentBar({
    say: (message) => void sendHere(message, []).catch((error) => news.say(wordsOf(error))),
    stop: ({ channel, thread: threadTs }) =>
      void act('stopSession', { as, channel, threadTs }).catch((error) => news.say(wordsOf(error))),
  });
  const tabs = make('div', { class: 'tabs-place' });
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
  const { frame, main, setDrawer } = buildFrame({
    side: side.element,
    channel: [head, tabs, welcome, home.element, list.element, barrier, agent.element, write.element],
    thread: thread.element,
    above: news.connection,
    below: make('div', {}, news.list, aloud.element),
    focusMessageBox: write.focus,
  });

  dropZone(main, { isOpen: write.isOpen, take: write.take });
  dropNothingElsewhere();
  const stopListening = listen(as, {
    hear,
    lost: news.lost,
    back: async () => {
      news.back();
      await reload();
    },
  });
  const timer = setInterval(refreshTimes, REFRESH_TIMES_MS);
  void openChannel(firstChannel(world, where.channel), where.thread, where.tab);

  return () => {
    stopListening();
    clearInterval(timer);
    modals.end();
  };

  /** @param {string} channel @param {string} [threadTs] @param {string} [wantedTab] */
  async function openChannel(channel, threadTs, wantedTab) {
    if (channel === now) return;
    tab = wantedTab === 'home' ? 'home' : 'messages';
    drafts.set(now, write.draft());
    now = channel;
    firstUnread = unread.take(channel);
    thread.close();
    list.show([]);
    const found = world.channels.find(({ id }) => id === channel);
    write.turnTo(
      drafts.get(channel),
      found ? `Message ${found.isDirect ? '' : '#'}${nameOf(found, world)}` : 'Message',
    );
    drawChannel();
    openTab();
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
    if (!world.channels.some(({ id }) => id === now)) await openChannel(firstChannel(world));
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
      case 'home':
        home.show(event.view);
        break;
      case 'session':
        world = {
          ...world,
          sessions: [...(world.sessions ?? []).filter((other) => !isSame(other, event.session)), event.session],
        };
        drawAgent();
        break;
      case 'prompts':
        world = { ...world, prompts: event };
        drawAgent();
        break;
      case 'trouble':
        tellTrouble(event.text, event.channel, event.channel === now ? surfaces.lastPressed()?.threadTs : undefined);
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
      if (channel !== now) unread.add(channel, message.ts);
      else if (root === undefined || root === thread.now()) aloud.tellOf(message, names);
      if (root !== undefined && !(channel === now && root === thread.now())) fresh.add(root);
      if (root !== undefined && channel === now && awaitsThread && isWide() && thread.now() === undefined) {
        awaitsThread = false;
        thread.open(root, false);
      }
    }
    schedule();
  }

  /** What comes of something that one did is looked for where one is. */
  function acted() {
    thread.follow();
  }

  /** @param {string} text @param {readonly string[]} files */
  function sendHere(text, files) {
    list.follow();
    return send(text, files);
  }

  /** @param {string} text @param {readonly string[]} files @param {string} [threadTs] */
  async function send(text, files, threadTs) {
    awaitsThread =
      text.startsWith('/') || world.people.some(({ kind, name }) => kind === 'bot' && text.includes(`@${name}`));
    const { error } = await sendText(text, files, { as, channel: now, threadTs }, world);
    // What has been told already, as an event, is not said twice.
    if (error) throw new Error(news.isNews(error) ? error : '');
  }

  /** @param {string} text @param {string} [channel] @param {string} [threadTs] */
  function tellTrouble(text, channel, threadTs) {
    if (!news.isNews(text)) return;
    if (modals.isOpen()) modals.trouble(text);
    else if (channel === undefined) news.say(text);
    else hearMessage(channel, ownNote(text, threadTs));
  }

  /** @param {Message} message */
  function dismiss({ ts }) {
    shelf.remove(now, ts);
    draw();
    write.focus();
  }

  /** What else than the message itself it is drawn from. @param {string} ts */
  function stateOf(ts) {
    return `${worldVersion}|${actions.editorOf(ts) !== undefined}`;
  }

  /** @param {string} ts */
  function focusOn(ts) {
    const drawn = [thread.element, list.element].map((pane) => pane.querySelector(`[data-ts="${CSS.escape(ts)}"]`));
    const control = drawn.map((message) => message && findByFocusKey(message, MORE_KEY)).find(Boolean);
    if (control) /** @type {HTMLElement} */ (control).focus();
    else if (thread.now() === undefined) write.focus();
    else thread.focus();
  }

  /** Where the focus was before a modal may have been drawn anew meanwhile. */
  function returnFocus() {
    if (document.activeElement !== document.body) return;
    const pressed = surfaces.lastPressed();
    const message = pressed && frame.querySelector(`[data-ts="${CSS.escape(pressed.ts)}"]`);
    const control = message && findByFocusKey(message, pressed.key);
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
    side.show(world, now, unread.counts());
    const count = unread.total();
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
    fill(tabs, [hasHome(channel) && drawTabs(tab, turnTo)]);
    const isHome = isAtHome();
    home.element.hidden = !isHome;
    list.element.hidden = isHome;
    welcome.hidden = isHome;
    write.element.hidden = channel.isArchived || isHome;
    drawAgent();
    draw();
  }

  /** In the direct message with an agent, while its messages are looked at. */
  function drawAgent() {
    const channel = world.channels.find(({ id }) => id === now);
    const isHere = channel?.isDirect && !isAtHome() && world.prompts !== undefined;
    const sessions = (world.sessions ?? []).filter((session) => session.channel === now);
    agent.show(isHere ? { app: nameOf(channel, world), sessions, suggested: world.prompts } : undefined);
  }

  /** The app is told that somebody comes, and draws its Home, or suggests what to begin with. */
  function openTab() {
    if (isAtHome()) void home.open();
    else if (world.channels.some(({ id, isDirect }) => id === now && isDirect))
      act('openDirect', { as }).catch((error) => news.say(wordsOf(error)));
  }

  /** @param {World['channels'][number]} channel */
  function hasHome({ isDirect }) {
    return world.hasHome && isDirect;
  }

  function isAtHome() {
    const channel = world.channels.find(({ id }) => id === now);
    return tab === 'home' && channel !== undefined && hasHome(channel);
  }

  /** @param {'home' | 'messages'} wanted */
  function turnTo(wanted) {
    tab = wanted;
    drawChannel();
    openTab();
    /** @type {HTMLElement | null} */ (tabs.querySelector('[aria-selected=true]'))?.focus();
    keepAddress();
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
    history.replaceState(
      null,
      '',
      addressOf({ as, channel: now, thread: thread.now(), tab: isAtHome() ? tab : undefined }),
    );
  }

  function refreshTimes() {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (frame.querySelectorAll('[data-ago]')))
      element.textContent = `Last reply ${timeAgo(element.dataset.ago ?? '')}`;
  }
}
