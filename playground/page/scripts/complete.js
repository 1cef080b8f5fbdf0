/**
 * What a composer offers while one types: commands at its start, people behind `@`, channels behind `#`.
 *
 * @typedef {import('../../slack/human-side.ts').World} World
 * @typedef {{ label: string, note: string, insert: string }} Offer
 */

const MOST_OFFERS = 8;

/**
 * @param {string} text up to the cursor
 * @param {World} world
 * @returns {{ start: number, offers: readonly Offer[] } | undefined} what is chosen replaces the text from `start`
 */
export function complete(text, { commands, people, channels }) {
  const slash = /^\/\S*$/.exec(text);
  if (slash)
    return offer(0, slash[0], commands, ({ command, description }) => ({
      label: command,
      note: description,
      insert: `${command} `,
    }));
  const named = /(?:^|\s)([@#])([\w.-]*)$/.exec(text);
  if (!named) return undefined;
  const [, sign = '', typed = ''] = named;
  const start = text.length - typed.length - 1;
  if (sign === '@')
    return offer(start, `@${typed}`, people, ({ name, realName }) => ({
      label: `@${name}`,
      note: realName,
      insert: `@${name} `,
    }));
  const open = channels.filter(({ isDirect, isArchived }) => !isDirect && !isArchived);
  return offer(start, `#${typed}`, open, ({ name, topic }) => ({
    label: `#${name}`,
    note: topic,
    insert: `#${name} `,
  }));
}

/**
 * @template Thing
 * @param {number} start
 * @param {string} typed
 * @param {readonly Thing[]} things
 * @param {(thing: Thing) => Offer} toOffer
 */
function offer(start, typed, things, toOffer) {
  const wanted = typed.toLowerCase();
  const offers = things.map(toOffer).filter(({ label }) => label.toLowerCase().startsWith(wanted));
  return offers.length === 0 ? undefined : { start, offers: offers.slice(0, MOST_OFFERS) };
}
