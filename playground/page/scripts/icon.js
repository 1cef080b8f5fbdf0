/** Line icons on a grid of 20 by 20. */
const PATHS = {
  hash: 'M7.5 3 6 17M14 3l-1.500 14M3.500 7.500h13.500M3 12.500h13.500',
  lock: 'M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9',
  close: 'M5 5l10 10M15 5 5 15',
  attach:
    'm15.500 9.500-5.600 5.600a3.400 3.400 0 0 1-4.800-4.800l6-6a2.300 2.300 0 0 1 3.200 3.200l-5.900 5.900a1.100 1.100 0 0 1-1.600-1.600l5.200-5.200',
  send: 'M3 10 17 4l-4.500 13-3-5.500zM9.500 11.500 17 4',
  menu: 'M3 5.500h14M3 10h14M3 14.500h14',
  reply: 'M4 4.500h12v9H9l-3.500 3v-3H4z',
  more: 'M4.500 10h.01M10 10h.01M15.500 10h.01',
  down: 'm5 7.500 5 5 5-5',
  right: 'm7.500 5 5 5-5 5',
  check: 'm4 10.500 4 4 8-9',
  alert: 'M10 3 2.500 16.500h15zM10 8v4M10 14.500h.01',
  info: 'M10 2.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zM10 9v5M10 6.200h.01',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 7.800a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400z',
  file: 'M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500',
  download: 'M10 3v9.500M6 9l4 4 4-4M4 16.500h12',
  sun: 'M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600 16 16M4 16l1.400-1.400M14.600 5.400 16 4',
  moon: 'M16.500 12A7 7 0 0 1 8 3.500 7 7 0 1 0 16.500 12z',
  screen: 'M3 4h14v9.500H3zM7 17h6M10 13.500V17',
  swap: 'M4 7h11l-3-3M16 13H5l3 3',
  outside: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7.500 7.500',
  spark: 'M10 2.500 12 8l5.500 2-5.500 2-2 5.500L8 12l-5.500-2L8 8z',
  funnel: 'M3.500 4h13l-5 6.500V15l-3 1.500v-6z',
  archive: 'M3 4h14v3.500H3zM4.500 7.500V16h11V7.500M8 11h4',
};

/** @typedef {keyof typeof PATHS} IconName */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Decoration: what it means is said in words beside it.
 * @param {IconName} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
