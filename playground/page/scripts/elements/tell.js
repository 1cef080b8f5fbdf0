import { confirmed } from '../confirm.js';
import { focusKey } from '../surface.js';

/**
 * @typedef {import('../../shapes.ts').Piece} Piece
 * @typedef {import('../../shapes.ts').Place} Place
 * @typedef {import('../../shapes.ts').Surface} Surface
 */

/**
 * Tells the app what was pressed or chosen, once at a time.
 *
 * @param {HTMLElement} control looks busy until the app has acknowledged it
 * @param {Piece} element
 * @param {Place} place
 * @param {Surface} surface
 * @param {Piece} chosen what goes with it, such as `value` or `selected_option`
 * @returns {Promise<boolean>} whether it was told; not if the person thought better of it
 */
export async function tell(control, element, place, surface, chosen) {
  if (control.getAttribute('aria-busy') === 'true') return false;
  if (!(await confirmed(element.confirm, surface))) return false;
  control.setAttribute('aria-busy', 'true');
  const action = { type: element.type, action_id: element.action_id, block_id: place.blockId, ...chosen };
  await surface.press({ ...action, action_ts: `${Date.now() / 1000}` });
  control.removeAttribute('aria-busy');
  return true;
}

/**
 * Makes a field part of the state, and of what is told when it changes.
 *
 * @param {HTMLElement} control
 * @param {Piece} element
 * @param {Place} place
 * @param {Surface} surface
 * @param {() => Piece} read what goes into the state, beside `type`
 * @param {(before: Piece) => void} [goBack] when the person thought better of it
 */
export function register(control, element, place, surface, read, goBack) {
  const actionId = String(element.action_id ?? '');
  const readWhole = () => ({ type: element.type, ...read() });
  surface.fields.push({ blockId: place.blockId, actionId, read: readWhole });
  control.dataset.key ??= focusKey(place.blockId, actionId);
  if (place.isQuiet) return;
  let before = readWhole();
  control.addEventListener('change', async () => {
    const wasTold = await tell(control, element, place, surface, read());
    if (!wasTold) goBack?.(before);
    before = readWhole();
  });
}
