import { icon } from './icon.js';
import { fill, make } from './make.js';
import { avatar } from './people.js';
import { nameOf, signOf } from './sidebar.js';

/**
 * @typedef {import('../../slack/human-side.ts').World} World
 * @typedef {import('../../slack/human-side.ts').Channel} Channel
 */

/** @param {HTMLElement} head @param {Channel} channel @param {World} world @param {() => void} openSidebar */
export function drawChannelHead(head, channel, world, openSidebar) {
  const members = world.people.filter(({ id }) => channel.memberIds.includes(id));
  const names = members.map(({ realName }) => realName).join(', ');
  fill(head, [
    make(
      'button',
      {
        type: 'button',
        class: 'button-bare sidebar-opener',
        'aria-label': 'Channels',
        'aria-controls': 'sidebar',
        click: openSidebar,
      },
      icon('menu'),
    ),
    make(
      'div',
      { class: 'channel-title' },
      make('h1', {}, channel.isDirect ? null : signOf(channel), nameOf(channel, world)),
      channel.topic && make('p', { title: channel.topic }, channel.topic),
    ),
    !channel.isDirect &&
      make(
        'div',
        { class: 'members', title: names },
        ...members.slice(0, 4).map((person) => avatar(person)),
        make('span', {}, String(members.length), make('span', { class: 'unseen' }, ` members: ${names}`)),
      ),
  ]);
}

/** What stands above the first message. @param {Channel} channel @param {World} world */
export function drawIntro(channel, world) {
  const name = nameOf(channel, world);
  if (channel.isDirect)
    return make(
      'div',
      { class: 'intro' },
      make('h2', {}, name),
      make('p', {}, `This conversation is just between you and ${name}.`),
    );
  return make(
    'div',
    { class: 'intro' },
    make('h2', {}, signOf(channel), name),
    make('p', {}, channel.topic ? `${channel.topic}. ` : '', `This is where #${name} begins.`),
  );
}

/** What keeps one from being answered here, and how to mend it. @param {Channel} channel @param {World} world @param {() => Promise<void>} invite */
export function drawBarrier(channel, world, invite) {
  if (channel.isArchived)
    return make(
      'div',
      { class: 'barrier' },
      icon('archive'),
      'This channel is archived. You can read it, but nobody can write here.',
    );
  if (channel.isDirect || channel.botIsMember) return undefined;
  const bot = world.people.find(({ kind }) => kind === 'bot')?.realName ?? 'The app';
  return make(
    'div',
    { class: 'barrier' },
    icon('info'),
    make('span', {}, `${bot} is not in this channel: it can answer you alone, but begins no thread here.`),
    make('button', { type: 'button', class: 'button button-small', click: invite }, `Add ${bot}`),
  );
}
