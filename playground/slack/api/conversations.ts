import { z } from 'zod';
import type { JsonObject } from '../../langsmith/json.ts';
import { BOT, TEAM } from '../default-world.ts';
import { channelKind, isShared } from '../events.ts';
import type { Channel } from '../human-side.ts';
import type { Workspace } from '../workspace.ts';
import { Flag, Text } from './given.ts';
import { type Answer, defineMethod, type Method } from './method.ts';
import { Paged, paged } from './paged.ts';
import { directChannel, visibleChannel } from './reach.ts';

const info = defineMethod({
  name: 'conversations.info',
  scopes: [],
  tier: 'tier-3',
  given: z.object({ channel: Text }),
  answer(given, workspace) {
    const channel = visibleChannel(workspace, given.channel);
    return 'refused' in channel ? channel : { channel: shown(workspace, channel) };
  },
});

const members = defineMethod({
  name: 'conversations.members',
  scopes: [],
  tier: 'tier-4',
  given: z.object({ channel: Text, ...Paged }),
  answer(given, workspace) {
    const channel = visibleChannel(workspace, given.channel);
    return 'refused' in channel ? channel : paged('members', channel.memberIds, given);
  },
});

const READ_SCOPES = ['channels:read', 'groups:read', 'im:read'];
const Listed = z.object({
  ...Paged,
  types: Text.default('public_channel'),
  exclude_archived: Flag.default(false),
});

const list = defineMethod({
  name: 'conversations.list',
  scopes: READ_SCOPES,
  tier: 'tier-2',
  given: Listed,
  answer: (given, workspace) => listed(workspace, given, ({ isPrivate, botIsMember }) => botIsMember || !isPrivate),
});

const ofPerson = defineMethod({
  name: 'users.conversations',
  scopes: READ_SCOPES,
  tier: 'tier-3',
  given: Listed.extend({ user: Text.default(BOT.userId) }),
  answer: (given, workspace) =>
    listed(
      workspace,
      given,
      ({ isPrivate, botIsMember, memberIds }) => memberIds.includes(given.user) && (botIsMember || !isPrivate),
    ),
});

const open = defineMethod({
  name: 'conversations.open',
  scopes: ['im:write'],
  tier: 'tier-3',
  given: z.object({ users: Text.optional(), channel: Text.optional() }),
  answer(given, workspace) {
    const channel = given.channel ? workspace.channels.get(given.channel) : directChannel(workspace, given.users ?? '');
    if (channel?.isDirect) return { no_op: true, already_open: true, channel: { id: channel.id } };
    return { refused: given.channel ? 'channel_not_found' : 'user_not_found' };
  },
});

export const conversationMethods: readonly Method[] = [info, members, list, ofPerson, open];

const TYPES = { channels: 'public_channel', groups: 'private_channel', im: 'im' } as const;

function listed(workspace: Workspace, given: z.infer<typeof Listed>, isWanted: (channel: Channel) => boolean): Answer {
  const types = given.types.split(',').map((type) => type.trim());
  const channels = [...workspace.channels.values()].filter(
    (channel) =>
      isWanted(channel) &&
      types.includes(TYPES[channelKind(channel)]) &&
      workspace.manifest.scopes.has(`${channelKind(channel)}:read`) &&
      !(given.exclude_archived && channel.isArchived),
  );
  return paged(
    'channels',
    channels.map((channel) => shown(workspace, channel)),
    given,
  );
}

function shown(workspace: Workspace, channel: Channel): JsonObject {
  const kind = channelKind(channel);
  const counterpart = channel.memberIds.find((id) => id !== BOT.userId) ?? '';
  return {
    id: channel.id,
    created: 0,
    is_channel: kind === 'channels',
    is_group: kind === 'groups',
    is_im: kind === 'im',
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_member: channel.botIsMember,
    is_ext_shared: isShared(workspace, channel.id),
    context_team_id: TEAM.id,
    ...(channel.isDirect
      ? { user: counterpart }
      : {
          name: channel.name,
          name_normalized: channel.name,
          num_members: channel.memberIds.length,
          topic: { value: channel.topic, creator: '', last_set: 0 },
          purpose: { value: '', creator: '', last_set: 0 },
        }),
  };
}
