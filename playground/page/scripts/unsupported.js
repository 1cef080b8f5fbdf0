import { icon } from './icon.js';
import { make } from './make.js';

/**
 * What this page can't draw is said, never left out.
 * @param {'block' | 'element'} what
 * @param {unknown} type
 */
export function unsupported(what, type) {
  return make(
    'div',
    { class: 'unsupported' },
    icon('alert'),
    `Unsupported ${what}: ${String(type ?? 'without a type')}`,
  );
}
