/**
 * What is being looked at stands in the address, so that a reload shows it again, and two tabs can be two people.
 *
 * @typedef {Readonly<{ as?: string | undefined, channel?: string | undefined, thread?: string | undefined,
 *   tab?: string | undefined }>} Where
 */

/** @returns {Where} */
export function whereWeAre() {
  const query = new URLSearchParams(location.search);
  /** @param {string} name */
  const read = (name) => query.get(name) ?? undefined;
  return { as: read('as'), channel: read('channel'), thread: read('thread'), tab: read('tab') };
}

/** A thread in Slack's own app, as apps link to it. */
const THREAD = /^https:\/\/app\.slack\.com\/client\/T[A-Z0-9]+\/([CDG][A-Z0-9]+)(?:\/thread\/\1-(\d+\.\d+))?$/;

/**
 * Where a link into Slack leads on this page, which is the Slack here; `undefined` for any other link.
 * @param {string} address
 */
export function inThisSlack(address) {
  const [found, channel, thread] = THREAD.exec(address) ?? [];
  return found === undefined ? undefined : addressOf({ as: whereWeAre().as, channel, thread });
}

/** @param {Where} where */
export function addressOf(where) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(where)) if (value) query.set(name, value);
  return `?${query}`;
}
