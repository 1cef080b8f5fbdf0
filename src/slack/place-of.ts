import { z } from 'zod';

/** In a message of ours, one of somebody else's that we unfurled, or one that is shown to one person alone. */
const Body = z.looseObject({
  channel: z.looseObject({ id: z.string() }).optional(),
  container: z.looseObject({
    message_ts: z.string().default(''),
    thread_ts: z.string().optional(),
    is_ephemeral: z.boolean().default(false),
    channel_id: z.string().optional(),
  }),
  message: z.looseObject({ ts: z.string().optional(), thread_ts: z.string().optional() }).optional(),
});

/**
 * Where a button was pressed. Of a message that is not ours Slack tells the container alone, with `is_app_unfurl`:
 * https://github.com/slackapi/java-slack-sdk/issues/1038. `thread`: the message itself where it begins one; `null` where
 * nobody else sees it.
 */
export function placeOf(body: unknown): Readonly<{ channel: string; message: string; thread: string | null }> {
  const read = Body.safeParse(body);
  if (!read.success) return { channel: '', message: '', thread: null };
  const { channel, container, message } = read.data;
  const own = container.is_ephemeral ? null : container.message_ts || null;
  const thread = message?.thread_ts ?? container.thread_ts ?? own;
  return { channel: channel?.id ?? container.channel_id ?? '', message: container.message_ts, thread };
}
