import type { WebClient } from '@slack/web-api';
import type { Heard } from './hear-message.ts';

const MOST_MESSAGES = 200;

/** What people said in the thread before this message, oldest first. Errors as `WebClient`. */
export async function earlierMessages(
  client: Pick<WebClient, 'conversations'>,
  { channel, thread, ts }: Pick<Heard, 'channel' | 'thread' | 'ts'>,
): Promise<readonly string[]> {
  if (thread === null) return [];
  const { messages = [] } = await client.conversations.replies({
    channel,
    ts: thread,
    latest: ts,
    inclusive: false,
    limit: MOST_MESSAGES,
  });
  return messages.flatMap(({ text, bot_id, ts: said }) => (text && !bot_id && said !== ts ? [text] : []));
}
