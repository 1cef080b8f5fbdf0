/**
 * What is read off a world: whom one can name, and where one begins.
 *
 * @typedef {import('../../slack/human-side.ts').World} World
 */

/**
 * @param {World} world
 * @returns {import('../shapes.ts').Names}
 */
export function namesOf({ people, channels, userGroups }) {
  return {
    people: new Map(people.map((person) => [person.id, person])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    groups: new Map(userGroups.map((group) => [group.id, group])),
  };
}

/**
 * @param {World} world
 * @param {string} [wanted]
 * @returns {string} its id; empty when there is none
 */
export function firstChannel({ channels, suggestions }, wanted) {
  const isThere = (/** @type {string | undefined} */ id) => channels.some((channel) => channel.id === id);
  return [wanted, suggestions[0]?.channel, channels[0]?.id].find(isThere) ?? '';
}
