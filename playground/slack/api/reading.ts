import { z } from 'zod';
import type { JsonObject } from '../../langsmith/json.ts';
import type { SlackMessage } from '../human-side.ts';
import { Flag, Text } from './given.ts';
import { defineMethod, type Method } from './method.ts';
import { Paged, paged } from './paged.ts';
import { readableChannel } from './reach.ts';

const Read = z.object({
  channel: Text,
  ...Paged,
  oldest: Text.default('0'),
  latest: Text.optional(),
  inclusive: Flag.default(false),
  include_all_metadata: Flag.default(false),
});

const replies = defineMethod({
  name: 'conversations.replies',
  scopes: [],
  tier: 'tier-3',
  given: Read.extend({ ts: Text }),
  answer(given, workspace) {
    const channel = readableChannel(workspace, given.channel);
    if ('refused' in channel) return channel;
    const root = workspace.history.find(channel.id, given.ts);
    if (!root || root.ephemeral) return { refused: 'thread_not_found' };
    const rootTs = root.thread_ts ?? root.ts;
    const thread = workspace.history
      .all(channel.id)
      .filter(({ ts, thread_ts }) => ts === rootTs || (thread_ts === rootTs && isWithin(ts, given)));
    return paged('messages', thread.map(withMetadata(given.include_all_metadata)), given);
  },
});

const history = defineMethod({
  name: 'conversations.history',
  scopes: [],
  tier: 'tier-3',
  given: Read,
  answer(given, workspace) {
    const channel = readableChannel(workspace, given.channel);
    if ('refused' in channel) return channel;
    const said = workspace.history
      .all(channel.id)
      .filter(({ ts, thread_ts }) => (thread_ts === undefined || thread_ts === ts) && isWithin(ts, given))
      .toReversed();
    return paged('messages', said.map(withMetadata(given.include_all_metadata)), given);
  },
});

export const readingMethods: readonly Method[] = [replies, history];

function isWithin(
  ts: string,
  {
    oldest,
    latest = '9999999999.999999',
    inclusive,
  }: Readonly<{ oldest: string; latest?: string | undefined; inclusive: boolean }>,
): boolean {
  const [at, from, to] = [Number(ts), Number(oldest), Number(latest)];
  return inclusive ? at >= from && at <= to : at > from && at < to;
}

/** Metadata is for those who ask for it. */
function withMetadata(all: boolean): (message: SlackMessage) => JsonObject {
  return ({ metadata, ...message }) => ({ ...message, ...(all && metadata ? { metadata } : {}) });
}
