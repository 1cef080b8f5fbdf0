import { icon } from '../icon.js';
import { make } from '../make.js';
import { plainText } from '../text/draw-mrkdwn.js';
import { drawRichText, list } from '../text/draw-rich-text.js';
import { link } from '../text/links.js';

/**
 * @typedef {import('../../shapes.ts').Piece} Piece
 * @typedef {import('../../shapes.ts').Surface} Surface
 */

/** How each status is said to those who don't see its sign. @type {Readonly<Record<string, string>>} */
const SAID = { pending: 'To do', in_progress: 'In progress', complete: 'Done', error: 'Failed' };

/** @type {import('./draw-blocks.js').Draw} */
export function drawPlan(block, blockId, surface) {
  const tasks = list(block.tasks);
  const done = tasks.filter(({ status }) => status === 'complete').length;
  return make(
    'section',
    { class: 'plan' },
    make(
      'div',
      { class: 'plan-head' },
      make('strong', {}, plainText(block.title)),
      tasks.length > 0 && make('span', { class: 'plan-count' }, `${done} of ${tasks.length} done`),
    ),
    make('ol', {}, ...tasks.map((task) => make('li', {}, drawTask(task, blockId, surface)))),
  );
}

/** @type {import('./draw-blocks.js').Draw} */
export function drawTask(task, _blockId, surface) {
  const status = String(task.status) in SAID ? String(task.status) : 'pending';
  const sources = list(task.sources);
  return make(
    'div',
    { class: `task task-${status}` },
    make('span', { class: 'task-sign' }, sign(status)),
    make(
      'div',
      { class: 'task-body' },
      make(
        'span',
        { class: 'task-title' },
        plainText(task.title),
        make('span', { class: 'unseen' }, `: ${SAID[status]}`),
      ),
      task.details && drawRichOrText(task.details, surface),
      task.output && make('div', { class: 'task-output' }, drawRichOrText(task.output, surface)),
      sources.length > 0 &&
        make(
          'div',
          { class: 'task-sources' },
          ...sources.map(({ url, text }) => link(String(url), String(text ?? url))),
        ),
    ),
  );
}

/** @param {string} status */
function sign(status) {
  if (status === 'complete') return icon('check');
  if (status === 'error') return icon('close');
  return make('span', { class: status === 'in_progress' ? 'spinner' : 'ring' });
}

/** @param {Piece | string} content @param {Surface} surface */
function drawRichOrText(content, surface) {
  return typeof content === 'object' && content.type === 'rich_text'
    ? drawRichText(content, surface)
    : make('div', { class: 'text' }, plainText(content));
}
