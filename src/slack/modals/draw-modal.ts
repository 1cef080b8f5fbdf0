import type { KnownBlock, ModalView } from '@slack/types';
import { label } from '../texts/rich-text.ts';

/** A modal that can be submitted. `carried` travels through Slack and back: ids, never more. */
export function drawModal(
  { id, title, submit }: Readonly<{ id: string; title: string; submit: string }>,
  carried: unknown,
  blocks: readonly KnownBlock[],
): ModalView {
  return {
    type: 'modal',
    callback_id: id,
    title: label(title, 24),
    submit: label(submit, 24),
    close: label('Cancel', 24),
    private_metadata: JSON.stringify(carried),
    blocks: [...blocks],
  };
}
