/** Light, dark, or as the system has it; remembered in this browser. Loaded before the first paint. */

const KEY = 'playground-theme';
/** @type {readonly ['system', 'light', 'dark']} */
const THEMES = ['system', 'light', 'dark'];

/** @returns {'system' | 'light' | 'dark'} */
export function theme() {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((name) => name === kept) ?? 'system';
}

/** Goes on to the next one. */
export function nextTheme() {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length] ?? 'system';
  localStorage.setItem(KEY, next);
  apply();
  return next;
}

function apply() {
  document.documentElement.dataset.theme = theme();
}

apply();
