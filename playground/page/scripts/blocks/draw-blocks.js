import { drawElement } from '../elements/draw-element.js';
import { make } from '../make.js';
import { drawMarkdown } from '../text/draw-markdown.js';
import { plainText } from '../text/draw-mrkdwn.js';
import { drawRichText, list } from '../text/draw-rich-text.js';
import { unsupported } from '../unsupported.js';
import { drawAlert } from './alert.js';
import { drawCard, drawCarousel } from './card.js';
import { drawImage } from './image.js';
import { drawInputBlock } from './input.js';
import { drawPlan, drawTask } from './plan.js';
import { drawContext, drawSection } from './section.js';
import { drawTable } from './table.js';

/**
 * Block Kit, in messages and in modals: https://docs.slack.dev/reference/block-kit/blocks
 *
 * @typedef {import('../../shapes.ts').Piece} Piece
 * @typedef {import('../../shapes.ts').Surface} Surface
 * @typedef {(block: Piece, blockId: string, surface: Surface) => Node} Draw
 */

/** @type {ReadonlyMap<string, Draw>} */
const KINDS = new Map(
  /** @type {[string, Draw][]} */ ([
    ['header', drawHeader],
    ['divider', () => make('hr', { class: 'block-divider' })],
    ['section', drawSection],
    ['context', drawContext],
    ['actions', drawActions],
    ['context_actions', drawActions],
    ['input', drawInputBlock],
    ['rich_text', (block, _id, surface) => drawRichText(block, surface)],
    ['markdown', (block) => drawMarkdown(String(block.text ?? ''))],
    ['plan', drawPlan],
    ['task_card', drawTask],
    ['table', drawTable],
    ['data_table', drawTable],
    ['image', drawImage],
    ['card', drawCard],
    ['carousel', drawCarousel],
    ['alert', drawAlert],
    ['container', drawContainer],
  ]),
);

/**
 * @param {unknown} blocks
 * @param {Surface} surface
 */
export function drawBlocks(blocks, surface) {
  return make(
    'div',
    { class: 'blocks' },
    ...list(blocks).map((block, index) => {
      const draw = KINDS.get(String(block.type));
      const blockId = String(block.block_id ?? `block-${index}`);
      return draw ? draw(block, blockId, surface) : unsupported('block', block.type);
    }),
  );
}

/** @type {Draw} */
function drawHeader(block, _blockId, { heading }) {
  return make(heading ?? 'h3', { class: 'block-header' }, plainText(block.text));
}

/** @type {Draw} */
function drawActions(block, blockId, surface) {
  const place = { blockId, isQuiet: false };
  return make(
    'div',
    { class: 'block-actions button-row' },
    ...list(block.elements).map((element) => drawElement(element, place, surface)),
  );
}

/** @type {Draw} */
function drawContainer(block, _blockId, surface) {
  const title = block.title ? plainText(block.title) : undefined;
  const inside = drawBlocks(block.child_blocks, surface);
  if (!block.is_collapsible)
    return make('section', { class: 'block-container' }, title && make('h4', {}, title), inside);
  return make(
    'details',
    { class: 'block-container', open: block.default_collapsed !== true },
    make('summary', {}, title ?? 'Details'),
    inside,
  );
}
