import { z } from 'zod';
import type { JsonObject } from '../../langsmith/json.ts';
import { areTooLong, checkBlocks, withIds } from '../blocks/check-blocks.ts';
import { checkFiles } from '../blocks/files-in-blocks.ts';
import type { Draft } from '../history.ts';
import { asSent } from '../mrkdwn.ts';
import type { Workspace } from '../workspace.ts';
import { List, Structure, Text } from './given.ts';
import type { Refusal } from './method.ts';

/** What a message of the app consists of, for every method (and address) that posts or changes one. */
export const MessageText = {
  text: Text.optional(),
  markdown_text: Text.optional(),
  blocks: List.optional(),
  attachments: List.optional(),
  metadata: Structure.optional(),
};

type Written = z.infer<z.ZodObject<typeof MessageText>>;

export type Composed = Readonly<{ draft: Omit<Draft, 'user'>; warnings: readonly string[] }>;

/** https://api.slack.com/changelog/2018-04-truncating-really-long-messages */
const TRUNCATED_CHARACTERS = 40_000;
const MARKDOWN_CHARACTERS = 12_000;
const MOST_ATTACHMENTS = 100;

/** Checks what was written as Slack does, and writes it as Slack keeps it. */
export function compose(given: Written, { newId, files }: Pick<Workspace, 'newId' | 'files'>): Composed | Refusal {
  const refused = refusalOf(given, files);
  if (refused) return refused;
  const { text = '', markdown_text: markdown, attachments, metadata } = given;
  const blocks = markdown === undefined ? given.blocks : [{ type: 'markdown', text: markdown }];
  const stored = asSent(text);
  return {
    draft: {
      text: stored.slice(0, TRUNCATED_CHARACTERS).toWellFormed(),
      ...(blocks && blocks.length > 0 ? { blocks: withIds(blocks, () => newId('b')) } : {}),
      ...(attachments && attachments.length > 0
        ? { attachments: attachments.map((attachment, index) => ({ ...attachment, id: index + 1 })) }
        : {}),
      ...(metadata && Object.keys(metadata).length > 0 ? { metadata } : {}),
    },
    warnings: stored.length > TRUNCATED_CHARACTERS ? ['message_truncated'] : [],
  };
}

function refusalOf(
  { text, markdown_text: markdown, blocks, attachments, metadata }: Written,
  files: Workspace['files'],
): Refusal | undefined {
  if (markdown !== undefined && (text !== undefined || blocks !== undefined))
    return { refused: 'markdown_text_conflict' };
  if ((markdown?.length ?? 0) > MARKDOWN_CHARACTERS) return { refused: 'msg_too_long' };
  if (!text && !markdown && !blocks?.length && !attachments?.length) return { refused: 'no_text' };
  if ((attachments?.length ?? 0) > MOST_ATTACHMENTS) return { refused: 'too_many_attachments' };
  if (metadata && !isMetadata(metadata)) return { refused: 'invalid_metadata_format' };
  const broken = [
    ...checkBlocks(blocks ?? [], 'message'),
    ...checkFiles(blocks ?? [], files),
    ...(attachments ?? []).flatMap((attachment, index) =>
      checkBlocks(attachment.blocks ?? [], 'message', `/attachments/${index}/blocks`),
    ),
  ];
  if (broken.length > 0) return { refused: 'invalid_blocks', messages: broken };
  return areTooLong(blocks ?? []) ? { refused: 'msg_blocks_too_long' } : undefined;
}

/** https://docs.slack.dev/messaging/message-metadata; an empty one takes it away. */
function isMetadata(metadata: JsonObject): boolean {
  const Metadata = z.object({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });
  return Object.keys(metadata).length === 0 || Metadata.safeParse(metadata).success;
}
