import { drawBlocks } from './blocks/draw-blocks.js';
import { act, wordsOf } from './human.js';
import { fill, make } from './make.js';
import { findByFocusKey, stateOf } from './surface.js';

/**
 * The app's Home tab, in the direct message with it: https://docs.slack.dev/surfaces/app-home
 *
 * @typedef {import('../../slack/human-side.ts').SlackView} View
 * @typedef {import('../shapes.ts').Surface} Surface
 */

/**
 * @param {{ as: string, surface(view: View, kept: Surface['kept']): Surface }} given
 */
export function homeTab({ as, surface: surfaceOf }) {
  /** @type {Surface | undefined} */
  let surface;
  const waiting = make('p', { class: 'nothing' }, 'Refinery has not been here yet.');
  const inside = make('div', { class: 'home-inside' }, waiting);
  const element = make(
    'div',
    { class: 'home', id: 'home-panel', role: 'tabpanel', 'aria-labelledby': 'home-tab', tabindex: 0, hidden: true },
    inside,
  );

  /** What has the focus keeps it. @param {View} view */
  function show(view) {
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    const key = active && inside.contains(active) ? active.dataset.key : undefined;
    surface = { ...surfaceOf(view, surface ? stateOf(surface).values : {}), heading: 'h2' };
    fill(inside, [drawBlocks(view.blocks, surface)]);
    const again = key === undefined ? undefined : findByFocusKey(inside, key);
    if (again) /** @type {HTMLElement} */ (again).focus({ preventScroll: true });
  }

  return {
    element,
    show,
    /** Somebody comes here: the app is told, and draws. */
    async open() {
      try {
        const { view } = await act('home', { as });
        if (view && !surface) show(view);
      } catch (error) {
        fill(inside, [make('p', { class: 'nothing', role: 'alert' }, wordsOf(error))]);
      }
    },
  };
}

/**
 * The tabs above the direct message with an app. Arrow keys go from one to the other.
 * @param {'home' | 'messages'} now
 * @param {(tab: 'home' | 'messages') => void} choose
 */
export function drawTabs(now, choose) {
  const tabs = /** @type {const} */ ([
    ['home', 'Home'],
    ['messages', 'Messages'],
  ]);
  const other = now === 'home' ? 'messages' : 'home';
  return make(
    'div',
    {
      class: 'tabs',
      role: 'tablist',
      'aria-label': 'Home and messages',
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        event.preventDefault();
        choose(other);
      },
    },
    ...tabs.map(([tab, words]) =>
      make(
        'button',
        {
          type: 'button',
          class: 'tab',
          role: 'tab',
          id: `${tab}-tab`,
          'aria-selected': String(tab === now),
          'aria-controls': tab === 'home' ? 'home-panel' : undefined,
          tabindex: tab === now ? 0 : -1,
          click: () => choose(tab),
        },
        words,
      ),
    ),
  );
}
