import { z } from 'zod';
import type { Channel } from '../human-side.ts';
import { FROM_BOT, post } from '../messages.ts';
import type { Workspace } from '../workspace.ts';
import { Flag, Text } from './given.ts';
import { compose, MessageText } from './message-text.ts';
import { defineMethod, type Method } from './method.ts';
import { knownChannel, postableChannel } from './reach.ts';

const Posted = z.object({
  channel: Text,
  thread_ts: Text.optional(),
  reply_broadcast: Flag.optional(),
  ...MessageText,
});

const postMessage = defineMethod({
  name: 'chat.postMessage',
  scopes: ['chat:write'],
  tier: 'posting',
  given: Posted,
  answer(given, workspace) {
    const channel = postableChannel(workspace, given.channel);
    if ('refused' in channel) return channel;
    const composed = compose(given, workspace);
    if ('refused' in composed) return composed;
    const message = post(workspace, channel, {
      ...composed.draft,
      ...FROM_BOT,
      ...threadOf(workspace, channel, given.thread_ts),
    });
    const { warnings } = composed;
    return {
      channel: channel.id,
      ts: message.ts,
      message: { ...message },
      ...(warnings.length > 0 ? { warning: warnings.join(','), response_metadata: { warnings } } : {}),
    };
  },
});

const postEphemeral = defineMethod({
  name: 'chat.postEphemeral',
  scopes: ['chat:write'],
  tier: 'tier-4',
  given: Posted.extend({ user: Text }),
  answer(given, workspace) {
    const channel = postableChannel(workspace, given.channel);
    if ('refused' in channel) return channel;
    if (!channel.memberIds.includes(given.user)) return { refused: 'user_not_in_channel' };
    const composed = compose(given, workspace);
    if ('refused' in composed) return composed;
    const draft = { ...composed.draft, ...FROM_BOT, ...threadOf(workspace, channel, given.thread_ts) };
    return { message_ts: post(workspace, channel, draft, given.user).ts };
  },
});

const getPermalink = defineMethod({
  name: 'chat.getPermalink',
  scopes: [],
  tier: 'unlimited',
  given: z.object({ channel: Text, message_ts: Text }),
  answer(given, workspace) {
    const channel = knownChannel(workspace, given.channel);
    if ('refused' in channel) return channel;
    const message = workspace.history.find(channel.id, given.message_ts);
    if (!message || message.ephemeral) return { refused: 'message_not_found' };
    const thread = message.thread_ts && message.thread_ts !== message.ts;
    const tail = thread ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
    const permalink = `${workspace.url()}/archives/${channel.id}/p${message.ts.replace('.', '')}${tail}`;
    return { channel: channel.id, permalink };
  },
});

export const chatMethods: readonly Method[] = [postMessage, postEphemeral, getPermalink];

/** A reply's `ts` leads to its root, as in Slack. */
function threadOf(workspace: Workspace, channel: Channel, ts: string | undefined): Readonly<{ thread_ts?: string }> {
  if (ts === undefined) return {};
  return { thread_ts: workspace.history.find(channel.id, ts)?.thread_ts ?? ts };
}
