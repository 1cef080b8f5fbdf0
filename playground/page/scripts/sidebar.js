import { icon } from './icon.js';
import { fill, make } from './make.js';
import { menu } from './menu.js';
import { avatar, kindOf } from './people.js';
import { nextTheme, theme } from './theme.js';

/**
 * @typedef {import('../../slack/human-side.ts').World} World
 * @typedef {import('../../slack/human-side.ts').Channel} Channel
 */

const THEME_ICONS = /** @type {const} */ ({ system: 'screen', light: 'sun', dark: 'moon' });
const THEME_WORDS = { system: 'as your system', light: 'light', dark: 'dark' };

/** @param {Channel} channel @param {World} world */
export function nameOf({ name, isDirect, memberIds }, { people, me }) {
  if (!isDirect) return name;
  const other = people.find(({ id }) => id !== me.id && memberIds.includes(id));
  return other?.realName ?? name;
}

/** @param {Channel} channel */
export function signOf({ isPrivate, isArchived }) {
  return icon(isArchived ? 'archive' : isPrivate ? 'lock' : 'hash');
}

/**
 * @param {{ open(channel: string): void, become(person: string): void }} given
 */
export function sidebar({ open, become }) {
  const head = make('div', { class: 'sidebar-head' });
  const channels = make('nav', { class: 'sidebar-channels', 'aria-label': 'Channels and direct messages' });
  const foot = make('div', { class: 'sidebar-foot' });
  const element = make('aside', { class: 'sidebar', id: 'sidebar', 'aria-label': 'Workspace' }, head, channels, foot);

  /** @param {Channel} channel @param {World} world @param {string} now @param {number} unread */
  function drawChannel(channel, world, now, unread) {
    const name = nameOf(channel, world);
    const other =
      channel.isDirect && world.people.find(({ id }) => id !== world.me.id && channel.memberIds.includes(id));
    const classes = ['sidebar-channel', unread > 0 && 'is-unread', channel.isArchived && 'is-archived'];
    return make(
      'button',
      {
        type: 'button',
        class: classes.filter(Boolean).join(' '),
        'aria-current': channel.id === now ? 'page' : undefined,
        'data-channel': channel.id,
        click: () => open(channel.id),
      },
      channel.isDirect ? avatar(other || undefined, name) : signOf(channel),
      make('span', { class: 'sidebar-name' }, name),
      unread > 0 &&
        make('span', { class: 'count-badge' }, String(unread), make('span', { class: 'unseen' }, ' unread')),
    );
  }

  return {
    element,
    /** @param {World} world @param {string} now @param {ReadonlyMap<string, number>} unread by channel */
    show(world, now, unread) {
      const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.channel;
      const drawn = (/** @type {boolean} */ direct) =>
        world.channels
          .filter(({ isDirect }) => isDirect === direct)
          .toSorted((a, b) => Number(a.isArchived) - Number(b.isArchived))
          .map((channel) => drawChannel(channel, world, now, unread.get(channel.id) ?? 0));
      const direct = drawn(true);
      fill(head, [
        make('span', { class: 'team-sign', 'aria-hidden': 'true' }, icon('funnel')),
        make('div', {}, make('strong', {}, world.team.name), make('small', {}, 'On your machine only')),
      ]);
      fill(channels, [
        make('h2', {}, 'Channels'),
        ...drawn(false),
        direct.length > 0 && make('h2', {}, 'Direct messages'),
        ...direct,
      ]);
      if (focused)
        /** @type {HTMLElement | undefined} */ (
          [...channels.children].find((child) => /** @type {HTMLElement} */ (child).dataset.channel === focused)
        )?.focus();
      if (foot.dataset.me !== world.me.id) drawFoot(world);
    },
  };

  /** @param {World} world */
  function drawFoot(world) {
    foot.dataset.me = world.me.id;
    const people = world.people.filter(({ kind }) => kind !== 'bot');
    const themeButton = make('button', { type: 'button', class: 'theme-switch', click: () => showTheme(nextTheme()) });
    /** @param {'system' | 'light' | 'dark'} now */
    const showTheme = (now) => {
      const words = `Theme: ${THEME_WORDS[now]}`;
      themeButton.setAttribute('aria-label', words);
      themeButton.title = words;
      themeButton.replaceChildren(icon(THEME_ICONS[now]));
    };
    showTheme(theme());
    fill(foot, [
      menu({
        label: `You are ${world.me.realName}. Be somebody else`,
        hasWords: true,
        class: 'me',
        face: [
          avatar(world.me),
          make(
            'span',
            { class: 'me-name' },
            make('span', { class: 'unseen' }, 'You are '),
            make('strong', {}, world.me.realName),
            make('span', { class: 'unseen' }, ', '),
            make('small', {}, kindOf(world.me)),
            make('span', { class: 'unseen' }, '. Be somebody else'),
          ),
          icon('swap'),
        ],
        items: () =>
          people.map((person) => ({
            label: person.realName,
            note: kindOf(person),
            isChosen: person.id === world.me.id,
            choose: () => become(person.id),
          })),
      }),
      themeButton,
    ]);
  }
}
