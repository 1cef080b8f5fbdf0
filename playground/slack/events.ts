import type { JsonObject } from '../langsmith/json.ts';
import { BOT, OTHER_TEAM, TEAM } from './default-world.ts';
import type { Channel, SlackMessage } from './human-side.ts';
import { linksIn } from './mrkdwn.ts';
import type { Workspace } from './workspace.ts';

/**
 * What the app is told of its own accord: https://docs.slack.dev/reference/events
 * Only what the manifest subscribes to, has the scope for, and where the bot is a member.
 */

export function announceMessage(workspace: Workspace, channel: Channel, message: SlackMessage): void {
  tellOfMessage(workspace, channel, { ...message });
  const mentioned = message.text.includes(`<@${BOT.userId}>`);
  // In a direct message there is nobody else to mention: Slack sends `message` alone.
  if (mentioned && !channel.isDirect && message.user !== BOT.userId && channel.botIsMember) {
    dispatch(workspace, 'app_mention', { ...message, type: 'app_mention', channel: channel.id, event_ts: message.ts });
  }
  announceLinks(workspace, channel, message);
}

export function announceChange(workspace: Workspace, channel: Channel, now: SlackMessage, before: SlackMessage): void {
  tellOfMessage(workspace, channel, {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    message: { ...now },
    previous_message: { ...before },
    ts: workspace.history.nextTs(),
  });
}

export function announceRemoval(workspace: Workspace, channel: Channel, before: SlackMessage): void {
  tellOfMessage(workspace, channel, {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    deleted_ts: before.ts,
    previous_message: { ...before },
    ts: workspace.history.nextTs(),
  });
}

/** @param kind as in `event_subscriptions` of the manifest */
export function dispatch(workspace: Workspace, kind: string, event: JsonObject): void {
  const { manifest, delivery, newId, clock } = workspace;
  const scope = SCOPES[kind];
  if (!manifest.events.has(kind) || (scope && !manifest.scopes.has(scope))) return;
  delivery.event({
    token: 'unused',
    team_id: TEAM.id,
    api_app_id: BOT.appId,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(clock.nowMs() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: TEAM.id, user_id: BOT.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: isShared(workspace, String(event.channel)),
    event,
  });
}

export function channelKind({ isDirect, isPrivate }: Channel): 'channels' | 'groups' | 'im' {
  return isDirect ? 'im' : isPrivate ? 'groups' : 'channels';
}

/** Somebody from another company is in it. */
export function isShared(workspace: Workspace, channel: string): boolean {
  const members = workspace.channels.get(channel)?.memberIds ?? [];
  return members.some((id) => workspace.people.get(id)?.kind === 'connect');
}

/** Which company a person is of. */
export function teamOf(workspace: Workspace, person: string): string {
  return workspace.people.get(person)?.kind === 'connect' ? OTHER_TEAM.id : TEAM.id;
}

/** Without its scope an app can't subscribe: https://docs.slack.dev/reference/events */
const SCOPES: Readonly<Record<string, string>> = {
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  link_shared: 'links:read',
  member_joined_channel: 'channels:read',
};

const CHANNEL_TYPES = { channels: 'channel', groups: 'group', im: 'im' } as const;

function tellOfMessage(workspace: Workspace, channel: Channel, event: JsonObject): void {
  if (!channel.botIsMember) return;
  const kind = channelKind(channel);
  const place = { channel: channel.id, channel_type: CHANNEL_TYPES[kind], event_ts: event.ts ?? null };
  dispatch(workspace, `message.${kind}`, { ...event, ...place });
}

function announceLinks(workspace: Workspace, channel: Channel, message: SlackMessage): void {
  const links = linksIn(message.text).flatMap((url) => {
    const domain = domainOf(workspace, url);
    return domain ? [{ url, domain }] : [];
  });
  if (links.length === 0 || !channel.botIsMember || message.user === BOT.userId) return;
  dispatch(workspace, 'link_shared', {
    type: 'link_shared',
    channel: channel.id,
    user: message.user,
    is_bot_user_member: true,
    message_ts: message.ts,
    ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
    unfurl_id: `${channel.id}.${message.ts}`,
    source: 'conversations_history',
    links,
    event_ts: message.ts,
  });
}

/** Of those that the manifest names: the one that a link leads to, or below which it does. */
export function domainOf({ manifest }: Pick<Workspace, 'manifest'>, url: string): string | undefined {
  const host = URL.parse(url)?.hostname ?? '';
  return manifest.unfurlDomains.find((domain) => host === domain || host.endsWith(`.${domain}`));
}
