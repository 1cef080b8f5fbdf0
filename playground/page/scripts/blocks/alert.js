import { icon } from '../icon.js';
import { make } from '../make.js';
import { drawText } from '../text/draw-mrkdwn.js';

const LEVELS = ['info', 'warning', 'error', 'success'];

/** @type {import('./draw-blocks.js').Draw} */
export function drawAlert(block, _blockId, surface) {
  const level = LEVELS.find((name) => name === block.level) ?? 'default';
  const sign = level === 'success' ? 'check' : level === 'warning' || level === 'error' ? 'alert' : 'info';
  return make('div', { class: `alert alert-${level}` }, icon(sign), drawText(block.text, surface));
}
