import { icon } from './icon.js';
import { make } from './make.js';

/** @typedef {import('../../slack/human-side.ts').Person} Person */

/** @type {Readonly<Record<string, string>>} */
const KINDS = { member: 'Member', guest: 'Guest', connect: 'From another company', bot: 'App' };

/** @param {Person} person */
export function kindOf({ kind }) {
  return KINDS[kind] ?? '';
}

/** @param {Person | undefined} person @param {string} [fallbackName] */
export function avatar(person, fallbackName = '?') {
  if (person?.kind === 'bot')
    return make('span', { class: 'avatar avatar-bot', 'aria-hidden': 'true' }, icon('funnel'));
  const name = person?.realName ?? fallbackName;
  const colour = [...(person?.id ?? name)].reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0) % 6;
  const initial = [...name][0]?.toUpperCase() ?? '?';
  return make('span', { class: `avatar avatar-${colour}`, 'aria-hidden': 'true' }, initial);
}

/** @param {Person | undefined} person */
export function badge(person) {
  if (person === undefined || person.kind === 'member') return undefined;
  const words = { guest: 'Guest', connect: 'Another company', bot: 'App' }[person.kind];
  return make('span', { class: `badge badge-${person.kind}` }, words);
}
