import { BOT } from './default-world.ts';
import { announceChange, announceMessage, announceRemoval } from './events.ts';
import type { Draft } from './history.ts';
import type { Channel, HumanEvent, SlackMessage } from './human-side.ts';
import { pingsIn } from './pings.ts';
import { maySee, type Workspace } from './workspace.ts';

/** Posts, changes and deletes messages, and tells everybody who should know: people, and the app. */

/** @param onlyFor the one person who sees it; the app is not told of such a message */
export function post(workspace: Workspace, channel: Channel, draft: Draft, onlyFor?: string): SlackMessage {
  const { history, pings } = workspace;
  const root = draft.thread_ts === undefined ? undefined : history.find(channel.id, draft.thread_ts);
  const message = history.add(channel.id, root ? { ...draft, parent_user_id: root.user } : draft, onlyFor);
  pings.push(...pingsIn(message, channel.id));
  show(workspace, channel, message);
  if (message.ephemeral) return message;
  if (root) recount(workspace, channel, root.ts);
  announceMessage(workspace, channel, message);
  return message;
}

/** @returns `undefined` when there is no such message */
export function change(
  workspace: Workspace,
  channel: Channel,
  ts: string,
  next: (before: SlackMessage) => SlackMessage,
): SlackMessage | undefined {
  const before = workspace.history.find(channel.id, ts);
  const now = workspace.history.replace(channel.id, ts, next);
  if (!before || !now) return undefined;
  const known = new Set(pingsIn(before, channel.id).map(({ target }) => target));
  workspace.pings.push(...pingsIn(now, channel.id).filter(({ target }) => !known.has(target)));
  show(workspace, channel, now);
  if (!now.ephemeral) announceChange(workspace, channel, now, before);
  return now;
}

/** A root with replies leaves a tombstone, as in Slack; anything else is gone. */
export function erase(workspace: Workspace, channel: Channel, before: SlackMessage): void {
  const { history } = workspace;
  if (before.reply_count) {
    const tombstone = history.replace(channel.id, before.ts, ({ type, ts, thread_ts, reply_count, latest_reply }) => ({
      type,
      subtype: 'tombstone',
      ts,
      user: 'USLACKBOT',
      text: 'This message was deleted.',
      ...(thread_ts === undefined ? {} : { thread_ts }),
      ...(reply_count === undefined ? {} : { reply_count }),
      ...(latest_reply === undefined ? {} : { latest_reply }),
    }));
    if (tombstone) show(workspace, channel, tombstone);
  } else {
    history.remove(channel.id, before.ts);
    tellThose(workspace, channel, { type: 'deleted', channel: channel.id, ts: before.ts });
    if (before.thread_ts !== undefined && !before.ephemeral) recount(workspace, channel, before.thread_ts);
  }
  if (!before.ephemeral) announceRemoval(workspace, channel, before);
}

/** Replies count on the root; Slack tells people, but not the app. */
function recount(workspace: Workspace, channel: Channel, rootTs: string): void {
  const replies = workspace.history
    .all(channel.id)
    .filter(({ thread_ts, ts }) => thread_ts === rootTs && ts !== rootTs);
  const latest = replies.at(-1);
  const root = workspace.history.replace(
    channel.id,
    rootTs,
    ({ thread_ts: _thread, reply_count: _count, reply_users: _users, latest_reply: _latest, ...bare }) =>
      latest
        ? {
            ...bare,
            thread_ts: rootTs,
            reply_count: replies.length,
            reply_users: [...new Set(replies.map(({ user }) => user))],
            latest_reply: latest.ts,
          }
        : bare,
  );
  if (root) show(workspace, channel, root);
}

function show(workspace: Workspace, channel: Channel, message: SlackMessage): void {
  const onlyFor = workspace.history.onlyFor(channel.id, message.ts);
  const event: HumanEvent = { type: 'message', channel: channel.id, message };
  if (onlyFor === undefined) tellThose(workspace, channel, event);
  else workspace.audience.tell(onlyFor, event);
}

function tellThose(workspace: Workspace, channel: Channel, event: HumanEvent): void {
  for (const person of workspace.people.values()) {
    if (maySee(channel, person)) workspace.audience.tell(person.id, event);
  }
}

/** What every message of the app carries. */
export const FROM_BOT = { user: BOT.userId, bot_id: BOT.botId, app_id: BOT.appId } as const;
