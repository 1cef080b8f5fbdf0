import { list } from '../text/draw-rich-text.js';

/** @typedef {import('../../shapes.ts').Piece} Piece */

/**
 * What a select offers, in Slack's shape of options: its own, or the people, or the channels.
 * @param {Piece} element
 * @param {import('../../shapes.ts').Names} names
 * @returns {readonly { label: string | undefined, options: readonly Piece[] }[]}
 */
export function optionGroupsOf(element, names) {
  const kind = String(element.type);
  if (kind.includes('users')) {
    const people = [...names.people.values()];
    return [{ label: undefined, options: people.map(({ id, realName }) => option(id, realName)) }];
  }
  if (kind.includes('channels') || kind.includes('conversations')) {
    const channels = [...names.channels.values()].filter(({ isArchived }) => !isArchived);
    return [{ label: undefined, options: channels.map(({ id, name }) => option(id, `#${name}`)) }];
  }
  const groups = list(element.option_groups);
  if (groups.length === 0) return [{ label: undefined, options: list(element.options) }];
  return groups.map(({ label, options }) => ({ label: String(label?.text ?? ''), options: list(options) }));
}

/**
 * How Slack names what was chosen: https://docs.slack.dev/reference/block-kit/block-elements
 * @param {Piece} element
 * @returns {{ one: string, many: string, isId: boolean }} `isId`: the id alone counts, not an option
 */
export function choiceNames({ type }) {
  const kind = String(type);
  if (kind.includes('users')) return { one: 'selected_user', many: 'selected_users', isId: true };
  if (kind.includes('channels')) return { one: 'selected_channel', many: 'selected_channels', isId: true };
  if (kind.includes('conversations'))
    return { one: 'selected_conversation', many: 'selected_conversations', isId: true };
  return { one: 'selected_option', many: 'selected_options', isId: false };
}

/**
 * The values that are chosen at first: kept ones, else the app's.
 * @param {Piece} element
 * @param {Piece | undefined} kept
 * @returns {readonly string[]}
 */
export function firstChoice(element, kept) {
  const { one, many, isId } = choiceNames(element);
  const chosen = kept
    ? (kept[many] ?? kept[one])
    : (element[many.replace('selected', 'initial')] ?? element[one.replace('selected', 'initial')]);
  const values = Array.isArray(chosen) ? chosen : [chosen];
  return values
    .filter((value) => value !== undefined && value !== null)
    .map((value) => String(isId ? value : value.value));
}

/** @param {string} value @param {string} text */
function option(value, text) {
  return { value, text: { type: 'plain_text', text, emoji: false } };
}
