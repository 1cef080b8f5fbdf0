import { drawBlocks } from './blocks/draw-blocks.js';
import { make } from './make.js';
import { drawMrkdwn } from './text/draw-mrkdwn.js';
import { link } from './text/links.js';

/**
 * An old-style attachment, which is also what an unfurled link becomes.
 * @param {import('../shapes.ts').Piece} attachment
 * @param {import('../shapes.ts').Surface} surface
 */
export function drawAttachment(attachment, surface) {
  const { title, title_link: address, text, pretext, blocks, color, fallback } = attachment;
  const whole = make(
    'div',
    { class: 'attachment' },
    pretext && drawMrkdwn(String(pretext), surface),
    title && make('strong', {}, address ? link(String(address), String(title)) : String(title)),
    text && drawMrkdwn(String(text), surface),
    blocks && drawBlocks(blocks, surface),
    !title && !text && !blocks && drawMrkdwn(String(fallback ?? ''), surface),
  );
  if (/^#?[0-9a-f]{6}$/i.test(String(color))) whole.style.borderInlineStartColor = `#${String(color).replace('#', '')}`;
  return whole;
}
