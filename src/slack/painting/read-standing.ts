import type { CaseId } from '../../domain/case.ts';
import type { Painter, Thread } from './painter.ts';
import { noteMessages, type Standing } from './standing.ts';

/** The most that Slack gives at a time: a thread of thousands is read again whenever something is to be posted. */
const PAGE = 999;
const MOST_PAGES = 10;

/** What of a case stands in its thread, all pages of it. */
export async function readThread({ client, botId }: Painter, thread: Thread): Promise<Standing> {
  const { channel, ts } = thread;
  return readPages(thread.case, botId, (page) =>
    client.conversations.replies({ channel, ts, limit: PAGE, include_all_metadata: true, ...page }),
  );
}

/** The same in a whole channel, since a time: where a case's first message would be. */
export async function readChannel(
  { client, botId }: Painter,
  { case: id, channel }: Pick<Thread, 'case' | 'channel'>,
  sinceMs: number,
): Promise<Standing> {
  const oldest = String(sinceMs / 1_000 - CLOCKS_DIFFER_S);
  return readPages(id, botId, (page) =>
    client.conversations.history({ channel, oldest, limit: PAGE, include_all_metadata: true, ...page }),
  );
}

const CLOCKS_DIFFER_S = 60;

type Page = Readonly<{ messages?: readonly unknown[]; response_metadata?: Readonly<{ next_cursor?: string }> }>;

async function readPages(
  id: CaseId,
  botId: string,
  read: (page: { cursor?: string }) => Promise<Page>,
): Promise<Standing> {
  const standing: Standing = { messages: new Map(), files: new Set() };
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { messages = [], response_metadata } = await read(cursor ? { cursor } : {});
    noteMessages(standing, messages, id, botId);
    cursor = response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return standing;
}
