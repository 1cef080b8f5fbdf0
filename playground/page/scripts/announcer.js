import { make } from './make.js';
import { typedText } from './text/typed-text.js';

const KEPT_MS = 10_000;
const MOST_CHARS = 300;

/**
 * Reads new messages aloud, once. The lists themselves are silent: their messages are drawn anew whenever something in
 * them changes, and a plan would be read from its start with every step.
 */
export function announcer() {
  const element = make('div', { class: 'unseen', 'aria-live': 'polite', 'aria-relevant': 'additions' });
  return {
    element,
    /** @param {import('../../slack/human-side.ts').SlackMessage} message @param {import('../shapes.ts').Names} names */
    tellOf(message, names) {
      const name = names.people.get(message.user)?.realName ?? 'Slackbot';
      const files = (message.files ?? []).map(({ title }) => title).join(', ');
      const words = [typedText(message.text, names), files].filter(Boolean).join(' ');
      const only = message.ephemeral ? ', only visible to you' : '';
      const line = make('p', {}, `${name}${only}: ${words.slice(0, MOST_CHARS).toWellFormed()}`);
      element.append(line);
      setTimeout(() => line.remove(), KEPT_MS);
    },
  };
}
