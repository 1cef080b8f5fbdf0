import { make } from '../make.js';

/** @typedef {import('../../shapes.ts').Names} Names */

/**
 * @param {string} id
 * @param {Names} names
 * @param {string} me who looks at it
 */
export function personMention(id, names, me) {
  const person = names.people.get(id);
  return make('span', { class: id === me ? 'mention mention-me' : 'mention' }, `@${person?.realName ?? 'unknown'}`);
}

/**
 * @param {string} id
 * @param {Names} names
 * @param {string} [label]
 */
export function channelMention(id, names, label) {
  return make('span', { class: 'mention' }, `#${names.channels.get(id)?.name ?? label ?? 'private-channel'}`);
}

/**
 * @param {string} id
 * @param {Names} names
 * @param {string} me who looks at it
 * @param {string} [label]
 */
export function groupMention(id, names, me, label) {
  const group = names.groups.get(id);
  const isMine = group?.memberIds.includes(me) ?? false;
  const words = group ? `@${group.handle}` : (label ?? '@group');
  return make('span', { class: isMine ? 'mention mention-me' : 'mention', title: group?.name }, words);
}

/** @param {string} range */
export function broadcastMention(range) {
  return make('span', { class: 'mention mention-me' }, `@${range}`);
}
