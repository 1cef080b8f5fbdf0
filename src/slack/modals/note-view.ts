import type { ModalView } from '@slack/types';
import { label, paragraph, richText } from '../texts/rich-text.ts';

/** A modal that only says something. */
export function noteView(text: string): ModalView {
  return {
    type: 'modal',
    title: label('Refinery', 24),
    close: label('Close', 24),
    blocks: [richText(paragraph(text))],
  };
}
