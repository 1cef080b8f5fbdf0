import type { KnownBlock, RichTextBlockElement, RichTextElement } from '@slack/types';
import type { Post } from '../src/slack/post.ts';

/** A thread as text, so that a reviewer reads what the expert reads. */
export function threadText(posts: readonly Post[]): string {
  return `${posts.map((post) => `<!-- ${post.slot} -->\n${blocksText(post.blocks)}${fileText(post)}`).join('\n\n\n')}\n`;
}

export function blocksText(blocks: readonly KnownBlock[]): string {
  return blocks.map(blockText).join('\n');
}

function fileText({ file }: Post): string {
  return file ? `\n📎 ${file.name}` : '';
}

function blockText(block: KnownBlock): string {
  switch (block.type) {
    case 'header':
      return `## ${block.text.text}`;
    case 'divider':
      return '---';
    case 'context':
      return block.elements.map((element) => ('text' in element ? `  ° ${element.text}` : '')).join('\n');
    case 'rich_text':
      return block.elements.map(partText).join('\n');
    case 'actions':
      return block.elements
        .map((element) => ('text' in element ? `[ ${element.text?.text} ]` : element.type))
        .join(' ');
    case 'plan': {
      const tasks = (block.tasks ?? []) as { title: string; status: keyof typeof MARK; output?: KnownBlock }[];
      const lines = tasks.map(({ title, status, output }) => {
        return `  ${MARK[status]} ${title}${output ? `: ${blockText(output)}` : ''}`;
      });
      return [`≡ ${block.title}`, ...lines].join('\n');
    }
    case 'input': {
      const { element } = block;
      const value = element.type === 'plain_text_input' ? (element.initial_value ?? '') : '';
      const ticks =
        element.type === 'checkboxes' || element.type === 'radio_buttons'
          ? element.options.map(({ text }) => `☐ ${text.text}`)
          : [];
      return [`${block.label.text}:`, ...ticks, ...(value === '' ? [] : [`| ${value.replaceAll('\n', '\n| ')}`])].join(
        '\n',
      );
    }
    default:
      return `(${block.type})`;
  }
}

const MARK = { complete: '✓', in_progress: '…', pending: '·', error: '✗' };

function partText(part: RichTextBlockElement): string {
  switch (part.type) {
    case 'rich_text_list':
      return part.elements.map(({ elements }) => `  • ${piecesText(elements)}`).join('\n');
    case 'rich_text_quote':
      return piecesText(part.elements).replace(/^/gm, '> ');
    case 'rich_text_preformatted':
      return `\`\`\`\n${piecesText(part.elements)}\n\`\`\``;
    default:
      return piecesText(part.elements);
  }
}

function piecesText(pieces: readonly RichTextElement[]): string {
  return pieces.map(pieceText).join('');
}

function pieceText(piece: RichTextElement): string {
  if (piece.type === 'text') return styled(piece);
  return piece.type === 'link' ? `[${piece.text}](${piece.url})` : `@${JSON.stringify(piece)}`;
}

function styled({ text, style }: Extract<RichTextElement, { type: 'text' }>): string {
  if (style?.bold) return `*${text}*`;
  if (style?.italic) return `_${text}_`;
  return style?.code ? `\`${text}\`` : text;
}
