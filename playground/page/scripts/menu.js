import { make } from './make.js';

/**
 * A button with a list of things to choose from below it.
 *
 * @param {{ label: string, hasWords?: boolean, class?: string, key?: string, face: readonly (Node | string)[],
 *   items: () => readonly { label: string, note?: string, isChosen?: boolean, choose(): void }[] }} given `hasWords`: its
 *   face says what it is
 */
export function menu({ label, hasWords = false, class: kind = '', key, face, items }) {
  const list = make('div', { class: 'menu-list', role: 'menu', 'aria-label': label, hidden: true });
  const opener = make(
    'button',
    {
      type: 'button',
      class: `menu-opener ${kind}`,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': hasWords ? undefined : label,
      'data-key': key,
      title: label,
      click: () => (list.hidden ? open() : close()),
    },
    ...face,
  );
  const whole = make('div', { class: 'menu' }, opener, list);

  function open() {
    list.replaceChildren(
      ...items().map(({ label: words, note, isChosen, choose }) =>
        make(
          'button',
          {
            type: 'button',
            role: isChosen === undefined ? 'menuitem' : 'menuitemradio',
            'aria-checked': isChosen === undefined ? undefined : String(isChosen),
            tabindex: -1,
            click: () => {
              close();
              opener.focus();
              choose();
            },
          },
          make('span', {}, words),
          note !== undefined && make('small', {}, note),
        ),
      ),
    );
    list.hidden = false;
    keepInSight();
    opener.setAttribute('aria-expanded', 'true');
    const chosen = list.querySelector('[aria-checked="true"]') ?? list.firstElementChild;
    /** @type {HTMLElement | null} */ (chosen)?.focus();
  }

  /** Where there is no room below, it opens upwards. */
  function keepInSight() {
    list.classList.remove('menu-above');
    const within = list.closest('.list')?.getBoundingClientRect() ?? document.documentElement.getBoundingClientRect();
    const { bottom, height } = list.getBoundingClientRect();
    const isRoomAbove = opener.getBoundingClientRect().top - height > within.top;
    list.classList.toggle('menu-above', bottom > within.bottom && isRoomAbove);
  }

  function close() {
    list.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
  }

  whole.addEventListener('focusout', (event) => {
    if (!whole.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
  });
  whole.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    const entries = /** @type {HTMLElement[]} */ ([...list.children]);
    const now = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
    if (event.key === 'Escape') {
      close();
      opener.focus();
    } else if (next !== undefined) entries.at(next % entries.length)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return whole;
}
