/** What came to channels that nobody was looking at. */
export function unreadMessages() {
  /** @type {Map<string, { count: number, first: string }>} */
  const channels = new Map();
  return {
    /** @param {string} channel @param {string} ts */
    add(channel, ts) {
      const { count = 0, first = ts } = channels.get(channel) ?? {};
      channels.set(channel, { count: count + 1, first });
    },

    /** Now somebody looks. @param {string} channel @returns the `ts` of the first one, if there was any */
    take(channel) {
      const first = channels.get(channel)?.first;
      channels.delete(channel);
      return first;
    },

    /** By channel. */
    counts: () => new Map([...channels].map(([channel, { count }]) => [channel, count])),

    total: () => [...channels.values()].reduce((sum, { count }) => sum + count, 0),
  };
}
