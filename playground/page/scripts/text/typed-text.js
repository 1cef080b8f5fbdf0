import { decode } from './parse-mrkdwn.js';

/**
 * What somebody would type to say a stored text once more; also how it is read aloud.
 * @param {string} text mrkdwn, as Slack stores it
 * @param {import('../../shapes.ts').Names} names
 */
export function typedText(text, { people, channels }) {
  /** @param {string} whole @param {string} body @param {string | undefined} label */
  const typed = (whole, body, label) => {
    const id = body.slice(1);
    if (body.startsWith('@')) return nameAfter('@', people.get(id)?.name, whole);
    if (body.startsWith('#')) return nameAfter('#', channels.get(id)?.name, whole);
    if (body.startsWith('!')) return /^(here|channel|everyone)$/.test(id) ? `@${id}` : (label ?? whole);
    return label === undefined || label === body ? body : `${label} (${body})`;
  };
  return decode(text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, typed));
}

/** @param {string} sign @param {string | undefined} name @param {string} otherwise */
function nameAfter(sign, name, otherwise) {
  return name === undefined ? otherwise : `${sign}${name}`;
}
