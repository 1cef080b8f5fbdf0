import type { WebClient } from '@slack/web-api';
import type { Heard } from './heard.ts';

/** What was said last counts; Slack gives a thread from its start, a page at a time. */
const MOST_MESSAGES = 200;
const PAGE = 999;
const MOST_PAGES = 10;

/** The last of what people said in the thread before this message, oldest first. Errors as `WebClient`. */
export async function earlierMessages(
  client: Pick<WebClient, 'conversations'>,
  { channel, thread, ts }: Pick<Heard, 'channel' | 'thread' | 'ts'>,
): Promise<readonly string[]> {
  if (thread === null) return [];
  const asked = { channel, ts: thread, latest: ts, inclusive: false, limit: PAGE };
  let earlier: readonly string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { messages = [], response_metadata } = await client.conversations.replies({
      ...asked,
      ...(cursor && { cursor }),
    });
    const said = messages.flatMap(({ text, bot_id, ts: at }) => (text && !bot_id && at !== ts ? [text] : []));
    earlier = [...earlier, ...said].slice(-MOST_MESSAGES);
    cursor = response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return earlier;
}
