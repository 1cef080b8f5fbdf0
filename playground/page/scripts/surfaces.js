import { act, wordsOf } from './human.js';
import { isReply } from './shelf.js';
import { focusKey, stateOf } from './surface.js';

/**
 * Makes the surfaces of messages and modals: what is pressed in one is told to the emulator, with what stands in its
 * fields.
 *
 * @typedef {import('../../slack/human-side.ts').SlackMessage} Message
 * @typedef {import('../shapes.ts').Surface} Surface
 * @typedef {{ ts: string, key: string, threadTs: string | undefined }} Pressed
 */

/**
 * @param {{ as: string, me: Surface['me'], names(): Surface['names'],
 *   complain(text: string, channel?: string, threadTs?: string): void, acted(): void }} given `acted`: something is
 *   pressed in a message
 */
export function surfacesOf({ as, me, names, complain, acted }) {
  /** @type {WeakMap<HTMLElement, Surface>} */
  const drawn = new WeakMap();
  /** @type {Pressed | undefined} */
  let lastPressed;

  /** @param {Surface['kept']} kept @param {(action: object) => Promise<void>} press @returns {Surface} */
  const make = (kept, press) => ({ names: names(), me, kept, fields: [], press });

  /** @param {Readonly<Record<string, unknown>>} given @param {(text: string) => void} say */
  async function press(given, say) {
    try {
      const { trouble } = await act('press', { as, ...given });
      if (trouble) say(trouble);
    } catch (error) {
      say(wordsOf(error));
    }
  }

  return {
    /** The last thing that was pressed in a message: there people look for what comes of it. */
    lastPressed: () => lastPressed,

    /**
     * @param {Message} message
     * @param {string} channel
     * @param {HTMLElement | undefined} before what this message was drawn as; what was filled in there stays
     * @param {(surface: Surface) => HTMLElement} draw
     */
    ofMessage(message, channel, before, draw) {
      const old = before && drawn.get(before);
      const threadTs = isReply(message) ? message.thread_ts : undefined;
      const surface = make(old ? stateOf(old).values : {}, (/** @type {any} */ action) => {
        lastPressed = { ts: message.ts, key: focusKey(action.block_id, action.action_id), threadTs };
        acted();
        const given = { channel, messageTs: message.ts, action, state: stateOf(surface) };
        return press(given, (text) => complain(text, channel, threadTs));
      });
      const element = draw(surface);
      drawn.set(element, surface);
      return element;
    },

    /** @param {{ id: string }} view @param {Surface['kept']} kept */
    ofView({ id }, kept) {
      const surface = make(kept, (action) => press({ viewId: id, action, state: stateOf(surface) }, complain));
      return surface;
    },
  };
}
