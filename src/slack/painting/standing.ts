import { z } from 'zod';
import type { CaseId } from '../../domain/case.ts';
import type { Json } from '../../domain/json.ts';
import { digestOf } from '../../refine/case/digest.ts';
import type { Post } from '../post.ts';

/** What of a case stands in Slack: its messages by slot, and the names of the files that were shared. */
export type Standing = Readonly<{
  messages: Map<string, StandingMessage>;
  files: Set<string>;
}>;

/** `picture`: the file of the one that it shows. */
export type StandingMessage = Readonly<{ ts: string; digest: string; picture?: string | undefined }>;

const EVENT_TYPE = 'refinery_post';

/** Goes with every message, so that it is known again: https://docs.slack.dev/messaging/message-metadata */
export function metadataOf(id: CaseId, post: Post, picture?: string) {
  const shown = picture === undefined ? {} : { picture };
  return { event_type: EVENT_TYPE, event_payload: { case: id, slot: post.slot, digest: drawnDigest(post), ...shown } };
}

/** Two posts with one digest look the same. */
export function drawnDigest({ text, blocks }: Post): string {
  return digestOf({ text, blocks: blocks as unknown as Json });
}

const Message = z.looseObject({
  ts: z.string(),
  bot_id: z.string().optional(),
  metadata: z
    .looseObject({
      event_type: z.literal(EVENT_TYPE),
      event_payload: z.looseObject({
        case: z.string(),
        slot: z.string(),
        digest: z.string(),
        picture: z.string().optional(),
      }),
    })
    .optional()
    .catch(undefined),
  files: z
    .array(z.looseObject({ name: z.string().nullish() }))
    .optional()
    .catch(undefined),
});

/**
 * Adds what a page of messages shows of a case. Only our own bot's count: another app could carry the same metadata.
 * Of two messages in one slot the older is the one.
 */
export function noteMessages(standing: Standing, messages: readonly unknown[], id: CaseId, botId: string): void {
  for (const message of messages) {
    const parsed = Message.safeParse(message);
    if (!parsed.success || parsed.data.bot_id !== botId) continue;
    const { ts, metadata, files } = parsed.data;
    for (const { name } of files ?? []) if (name) standing.files.add(name);
    const said = metadata?.event_payload;
    if (said?.case === id && !standing.messages.has(said.slot))
      standing.messages.set(said.slot, { ts, digest: said.digest, picture: said.picture });
  }
}
