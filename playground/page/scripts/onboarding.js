import { icon } from './icon.js';
import { make } from './make.js';

const KEY = 'playground-welcome-closed';

/**
 * A newcomer's first step: what to do here, and commands to start with.
 *
 * @param {readonly import('../../slack/human-side.ts').Suggestion[]} suggestions
 * @param {(text: string) => void} choose
 */
export function onboarding(suggestions, choose) {
  const isClosed = localStorage.getItem(KEY) !== null;
  const element = make('section', { class: 'welcome', 'aria-label': 'How to begin' });
  if (suggestions.length === 0) element.hidden = true;
  const setClosed = (/** @type {boolean} */ closed) => {
    if (closed) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
    draw(closed);
    /** @type {HTMLElement | null} */ (element.querySelector('button'))?.focus();
  };
  /** @param {boolean} closed */
  function draw(closed) {
    element.classList.toggle('welcome-closed', closed);
    if (closed) {
      element.replaceChildren(
        make(
          'button',
          { type: 'button', class: 'button-link', click: () => setClosed(false) },
          icon('spark'),
          'Show the sample’s failures',
        ),
      );
      return;
    }
    element.replaceChildren(
      make(
        'div',
        { class: 'welcome-head' },
        make('h2', {}, icon('spark'), 'Fix your first wrong answer'),
        make(
          'button',
          { type: 'button', class: 'button-bare', 'aria-label': 'Close', title: 'Close', click: () => setClosed(true) },
          icon('close'),
        ),
      ),
      make(
        'p',
        {},
        'A shop’s support agent gave its customers wrong answers. Pick one to put the command into the message box, then press Enter: Refinery finds the cause, and proves its fixes before you approve one.',
      ),
      make(
        'div',
        { class: 'welcome-choices' },
        ...suggestions.map(({ text, label }) =>
          make(
            'button',
            { type: 'button', class: 'welcome-choice', title: label, click: () => choose(text) },
            make('strong', {}, label),
            icon('right'),
          ),
        ),
      ),
    );
  }
  draw(isClosed);
  return element;
}
