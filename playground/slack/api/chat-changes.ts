import { z } from 'zod';
import { BOT } from '../default-world.ts';
import { domainOf } from '../events.ts';
import type { Draft } from '../history.ts';
import type { Channel, SlackMessage } from '../human-side.ts';
import { change, erase } from '../messages.ts';
import { linksIn } from '../mrkdwn.ts';
import type { Workspace } from '../workspace.ts';
import { Structures, Text } from './given.ts';
import { compose, MessageText } from './message-text.ts';
import { defineMethod, type Method, type Refusal } from './method.ts';
import { knownChannel } from './reach.ts';

/** `msg_too_long` beyond this, by https://github.com/seratch/ChatGPT-in-Slack/issues/102 */
const UPDATED_CHARACTERS = 4000;

const update = defineMethod({
  name: 'chat.update',
  scopes: ['chat:write'],
  tier: 'tier-3',
  given: z.object({ channel: Text, ts: Text, ...MessageText }),
  answer(given, workspace) {
    const found = ownMessage(workspace, given.channel, given.ts, 'cant_update_message');
    if ('refused' in found) return found;
    if ((given.text?.length ?? 0) > UPDATED_CHARACTERS) return { refused: 'msg_too_long' };
    const onlyMetadata = given.metadata && given.text === undefined && given.blocks === undefined;
    const composed = compose(onlyMetadata ? { ...given, text: found.message.text } : given, workspace);
    if ('refused' in composed) return composed;
    const now = change(workspace, found.channel, given.ts, (before) =>
      updated(before, given, composed.draft, workspace.history.nextTs()),
    );
    return { channel: found.channel.id, ts: given.ts, text: now?.text ?? '', message: { ...now } };
  },
});

const remove = defineMethod({
  name: 'chat.delete',
  scopes: ['chat:write'],
  tier: 'tier-3',
  given: z.object({ channel: Text, ts: Text }),
  answer(given, workspace) {
    const found = ownMessage(workspace, given.channel, given.ts, 'cant_delete_message');
    if ('refused' in found) return found;
    erase(workspace, found.channel, found.message);
    return { channel: found.channel.id, ts: given.ts };
  },
});

const unfurl = defineMethod({
  name: 'chat.unfurl',
  scopes: ['links:write'],
  tier: 'tier-3',
  given: z.object({ channel: Text, ts: Text, unfurls: Structures }),
  answer(given, workspace) {
    const channel = knownChannel(workspace, given.channel);
    if ('refused' in channel) return { refused: 'cannot_find_channel' };
    const message = workspace.history.find(channel.id, given.ts);
    if (!message || message.ephemeral) return { refused: 'cannot_find_message' };
    const links = linksIn(message.text);
    const urls = Object.keys(given.unfurls);
    if (urls.length === 0) return { refused: 'missing_unfurls' };
    if (urls.some((url) => !links.includes(url))) return { refused: 'cannot_unfurl_message' };
    if (urls.some((url) => domainOf(workspace, url) === undefined)) return { refused: 'cannot_unfurl_url' };
    const attachments = Object.entries(given.unfurls).map(([url, shown], index) => ({
      ...shown,
      id: index + 1,
      from_url: url,
      app_id: BOT.appId,
      bot_id: BOT.botId,
    }));
    const composed = compose({ attachments }, workspace);
    if ('refused' in composed) return composed;
    change(workspace, channel, given.ts, (before) => ({ ...before, attachments }));
    return {};
  },
});

export const chatChangeMethods: readonly Method[] = [update, remove, unfurl];

/**
 * What isn't given stays, but for one thing: text alone takes the blocks away. Blocks show no mark of an edit.
 * https://docs.slack.dev/reference/methods/chat.update#arg_blocks
 */
function updated(
  before: SlackMessage,
  given: Readonly<Partial<Record<keyof typeof MessageText, unknown>>>,
  draft: Omit<Draft, 'user'>,
  editedTs: string,
): SlackMessage {
  const { blocks: oldBlocks, metadata: oldMetadata, attachments: oldAttachments, ...kept } = before;
  const isSilent = given.text === undefined && given.blocks === undefined && given.markdown_text === undefined;
  const blocks = isSilent ? oldBlocks : draft.blocks;
  const metadata = given.metadata === undefined ? oldMetadata : draft.metadata;
  const attachments = given.attachments === undefined ? oldAttachments : draft.attachments;
  return {
    ...kept,
    text: given.text === undefined ? before.text : draft.text,
    ...(blocks ? { blocks } : { edited: { user: BOT.userId, ts: editedTs } }),
    ...(attachments ? { attachments } : {}),
    ...(metadata ? { metadata } : {}),
  };
}

/** Of the app itself, in a channel that is not archived; ephemeral messages can't be found. */
function ownMessage(
  workspace: Workspace,
  id: string,
  ts: string,
  otherwise: string,
): Readonly<{ channel: Channel; message: SlackMessage }> | Refusal {
  const channel = knownChannel(workspace, id);
  if ('refused' in channel) return channel;
  if (channel.isArchived) return { refused: 'is_inactive' };
  const message = workspace.history.find(channel.id, ts);
  if (!message || message.ephemeral) return { refused: 'message_not_found' };
  return message.user === BOT.userId ? { channel, message } : { refused: otherwise };
}
