import { confirmed } from './confirm.js';
import { act, wordsOf } from './human.js';
import { messageEditor } from './message-editor.js';
import { isOwnNote } from './shelf.js';
import { typedText } from './text/typed-text.js';

/**
 * What one can do with a message: the app's shortcuts, and with one's own, mend it or take it back.
 *
 * @typedef {import('../../slack/human-side.ts').SlackMessage} Message
 * @typedef {import('../../slack/human-side.ts').World} World
 * @typedef {Readonly<{ label: string, note?: string, choose(): void }>} Action
 */

/**
 * @param {{ as: string, world(): World, names(): import('../shapes.ts').Names, channel(): string,
 *   complain(text: string, channel: string, threadTs?: string): void, acted(): void, redraw(): void,
 *   focusOn(ts: string): void }} given `acted`: what comes of it is waited for; `focusOn`: goes to a message, or where one
 *   writes if it is gone
 */
export function messageActions({ as, world, names, channel, complain, acted, redraw, focusOn }) {
  /** Of messages that are being mended, by `ts`. @type {Map<string, ReturnType<typeof messageEditor>>} */
  const editors = new Map();

  /** @param {string} name @param {Message} message @param {Readonly<Record<string, string>>} [more] */
  async function tell(name, { ts, thread_ts: threadTs }, more = {}) {
    const here = channel();
    try {
      const { trouble } = await act(name, { as, channel: here, ts, ...more });
      if (trouble) complain(trouble, here, threadTs);
    } catch (error) {
      complain(wordsOf(error), here, threadTs);
    }
  }

  /** @param {Message} message */
  function edit(message) {
    const { ts } = message;
    const here = channel();
    const end = () => {
      editors.delete(ts);
      redraw();
      focusOn(ts);
    };
    const editor = messageEditor({
      text: typedText(message.text, names()),
      async save(text) {
        await act('edit', { as, channel: here, ts, text });
        end();
      },
      cancel: end,
    });
    editors.set(ts, editor);
    redraw();
    editor.focus();
  }

  /** @param {Message} message */
  async function remove(message) {
    const question = {
      title: 'Delete this message?',
      text: { type: 'plain_text', text: 'It is gone for everybody. This can’t be undone.' },
      confirm: 'Delete',
      deny: 'Cancel',
      style: 'danger',
    };
    if (!(await confirmed(question, { names: names(), me: world().me }))) return;
    await tell('delete', message);
    focusOn(message.ts);
  }

  return {
    /** @param {Message} message @returns {readonly Action[]} */
    of(message) {
      const { shortcuts, people, channels } = world();
      const { memberIds = [], isArchived } = channels.find(({ id }) => id === channel()) ?? {};
      if (message.ephemeral || isOwnNote(message) || message.subtype === 'tombstone') return [];
      const app = people.find(({ kind }) => kind === 'bot')?.realName ?? 'App';
      const mayWrite = memberIds.includes(as) && !isArchived;
      return [
        ...shortcuts.map(({ name, callbackId }) => ({
          label: name,
          note: app,
          choose() {
            acted();
            void tell('shortcut', message, { callbackId });
          },
        })),
        ...(message.user === as && mayWrite
          ? [
              { label: 'Edit message', choose: () => edit(message) },
              { label: 'Delete message…', choose: () => void remove(message) },
            ]
          : []),
      ];
    },
    /** What stands for a message while it is mended. @param {string} ts */
    editorOf: (ts) => editors.get(ts)?.element,
  };
}
