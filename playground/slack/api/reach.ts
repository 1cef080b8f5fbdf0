import { BOT } from '../default-world.ts';
import { channelKind } from '../events.ts';
import type { Channel } from '../human-side.ts';
import type { Workspace } from '../workspace.ts';
import type { Refusal } from './method.ts';

/** Which channel is meant, and whether the bot may do there what it wants. */

/** Exists as far as the bot can know: of private ones, only those that it is in. */
export function knownChannel(workspace: Workspace, id: string): Channel | Refusal {
  const channel = workspace.channels.get(id);
  const isHidden = channel?.isPrivate && !channel.botIsMember;
  return channel && !isHidden ? channel : { refused: 'channel_not_found' };
}

/** For reading what was said. https://docs.slack.dev/reference/methods/conversations.history#scopes */
export function readableChannel(workspace: Workspace, id: string): Channel | Refusal {
  const channel = knownChannel(workspace, id);
  if ('refused' in channel) return channel;
  const scope = `${channelKind(channel)}:history`;
  if (!workspace.manifest.scopes.has(scope)) return { refused: 'missing_scope', needed: scope };
  return channel.botIsMember ? channel : { refused: 'not_in_channel' };
}

/** For what a channel is. https://docs.slack.dev/reference/methods/conversations.info#scopes */
export function visibleChannel(workspace: Workspace, id: string): Channel | Refusal {
  const channel = knownChannel(workspace, id);
  if ('refused' in channel) return channel;
  const scope = `${channelKind(channel)}:read`;
  return workspace.manifest.scopes.has(scope) ? channel : { refused: 'missing_scope', needed: scope };
}

/**
 * For posting: a channel's id, its name, or a person's id for the direct message with them.
 * https://docs.slack.dev/reference/methods/chat.postMessage#channels
 */
export function postableChannel(workspace: Workspace, address: string): Channel | Refusal {
  const channel = knownChannel(workspace, addressed(workspace, address));
  if ('refused' in channel) return channel;
  if (channel.isArchived) return { refused: 'is_archived' };
  const isWelcome = channel.botIsMember || workspace.manifest.scopes.has('chat:write.public');
  return isWelcome ? channel : { refused: 'not_in_channel' };
}

export function directChannel(workspace: Workspace, person: string): Channel | undefined {
  return [...workspace.channels.values()].find(
    ({ isDirect, memberIds }) => isDirect && memberIds.includes(person) && memberIds.includes(BOT.userId),
  );
}

function addressed(workspace: Workspace, address: string): string {
  if (/^[UW]/.test(address)) return directChannel(workspace, address)?.id ?? address;
  const name = address.replace(/^#/, '');
  const named = [...workspace.channels.values()].find((channel) => !channel.isDirect && channel.name === name);
  return named?.id ?? address;
}
