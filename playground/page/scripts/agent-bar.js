import { icon } from './icon.js';
import { fill, make } from './make.js';

/**
 * Above the message box of the conversation with the app alone: what it is working on, with Slack's own *Stop*, and what
 * one may begin with. https://docs.slack.dev/ai/agent-sessions
 *
 * @typedef {import('../../slack/human-side.ts').Session} Session
 * @typedef {import('../../slack/human-side.ts').Prompts} Prompts
 */

/**
 * @param {{ say(message: string): void, stop(session: Session): void }} given `say`: in one's own name
 */
export function agentBar({ say, stop }) {
  const working = make('div', { class: 'agent-working', role: 'status' });
  const prompts = make('div', { class: 'agent-prompts' });
  const element = make('section', { class: 'agent', 'aria-label': 'With the app', hidden: true }, working, prompts);
  let drawn = '';
  return {
    element,
    /**
     * Draws only what has changed, so that the focus stays.
     * @param {{ app: string, sessions: readonly Session[], suggested: Prompts | undefined } | undefined} now `undefined`:
     *   one is elsewhere
     */
    show(now) {
      const next = JSON.stringify(now) ?? '';
      if (next === drawn) return;
      drawn = next;
      const busy = (now?.sessions ?? []).filter(({ status }) => status === 'processing');
      const offers = now?.suggested?.prompts ?? [];
      element.hidden = busy.length === 0 && offers.length === 0;
      fill(
        working,
        busy.map((session) =>
          make(
            'div',
            { class: 'agent-session' },
            make('span', { class: 'spinner' }),
            make('span', {}, `${now?.app ?? 'The app'} is working${session.title ? ` on “${session.title}”` : ''}…`),
            make('button', { type: 'button', class: 'button button-small', click: () => stop(session) }, 'Stop'),
          ),
        ),
      );
      fill(prompts, [
        offers.length > 0 && make('p', {}, now?.suggested?.title ?? 'You could begin with:'),
        ...offers.map(({ title, message }) =>
          make(
            'button',
            { type: 'button', class: 'agent-prompt', title: message, click: () => say(message) },
            icon('spark'),
            title,
          ),
        ),
      ]);
    },
  };
}
