/**
 * The messages that the page knows, by channel. What is shown is read from here, and nowhere else.
 *
 * @typedef {import('../../slack/human-side.ts').SlackMessage} Message
 * @typedef {{ count: number, latest: string | undefined, users: readonly string[] }} Replies
 */

export function openShelf() {
  /** @type {Map<string, Map<string, Message>>} */
  const channels = new Map();
  /** Sorted, until something comes or goes. @type {Map<string, Message[]>} */
  const sorted = new Map();

  /** @param {string} channel */
  const inChannel = (channel) => channels.get(channel) ?? channels.set(channel, new Map()).get(channel) ?? new Map();

  /** @param {string} channel @returns {Message[]} */
  const all = (channel) => {
    const known = sorted.get(channel);
    if (known) return known;
    const messages = [...inChannel(channel).values()].sort((a, b) => Number(a.ts) - Number(b.ts));
    sorted.set(channel, messages);
    return messages;
  };

  return {
    /**
     * To be asked before the messages are asked for: what comes between question and answer is newer than the answer.
     * @param {string} channel
     * @returns {(messages: readonly Message[]) => void} takes the answer: all that there are
     */
    awaitAll(channel) {
      const known = new Set(inChannel(channel).values());
      return (messages) => {
        const newer = [...inChannel(channel).values()].filter((message) => isOwnNote(message) || !known.has(message));
        channels.set(channel, new Map([...messages, ...newer].map((message) => [message.ts, message])));
        sorted.delete(channel);
      };
    },

    /** @param {string} channel @param {Message} message @returns {boolean} whether it is new */
    put(channel, message) {
      const isNew = !inChannel(channel).has(message.ts);
      inChannel(channel).set(message.ts, message);
      sorted.delete(channel);
      return isNew;
    },

    /** @param {string} channel @param {string} ts */
    remove(channel, ts) {
      inChannel(channel).delete(ts);
      sorted.delete(channel);
    },

    /** @param {string} channel */
    roots: (channel) => all(channel).filter((message) => !isReply(message)),

    /** The root, then its replies. @param {string} channel @param {string} ts */
    thread: (channel, ts) => all(channel).filter((message) => message.ts === ts || message.thread_ts === ts),

    /** Of every root that has any. @param {string} channel @returns {ReadonlyMap<string, Replies>} */
    replies(channel) {
      /** @type {Map<string, { count: number, latest: string | undefined, users: string[] }>} */
      const found = new Map();
      for (const message of all(channel)) {
        if (!isReply(message) || message.thread_ts === undefined || message.ephemeral) continue;
        const replies = found.get(message.thread_ts) ?? { count: 0, latest: undefined, users: [] };
        const { user } = message;
        if (!replies.users.includes(user)) replies.users.push(user);
        found.set(message.thread_ts, { ...replies, count: replies.count + 1, latest: message.ts });
      }
      return found;
    },
  };
}

/** @param {Message} message */
export function isReply({ ts, thread_ts, subtype }) {
  return thread_ts !== undefined && thread_ts !== ts && subtype !== 'thread_broadcast';
}

/** Notes are the page's own, such as a command that failed: only this page knows them. */
const NOTE = 'playground_note';
/** https://docs.slack.dev/reference/events/message: whoever speaks for Slack itself */
export const SLACKBOT = 'USLACKBOT';

/** @param {Message} message */
export function isOwnNote({ subtype }) {
  return subtype === NOTE;
}

/**
 * @param {string} text
 * @param {string} [threadTs]
 * @returns {Message}
 */
export function ownNote(text, threadTs) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return {
    type: 'message',
    ts: (Date.now() / 1000).toFixed(6),
    subtype: NOTE,
    user: SLACKBOT,
    text: escaped,
    ephemeral: true,
    ...(threadTs !== undefined && { thread_ts: threadTs }),
  };
}
