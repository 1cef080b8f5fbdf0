/**
 * What is being looked at stands in the address, so that a reload shows it again, and two tabs can be two people.
 *
 * @typedef {Readonly<{ as?: string | undefined, channel?: string | undefined, thread?: string | undefined }>} Where
 */

/** @returns {Where} */
export function whereWeAre() {
  const query = new URLSearchParams(location.search);
  /** @param {string} name */
  const read = (name) => query.get(name) ?? undefined;
  return { as: read('as'), channel: read('channel'), thread: read('thread') };
}

/** @param {Where} where */
export function addressOf(where) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(where)) if (value) query.set(name, value);
  return `?${query}`;
}
