import { BOT, TEAM } from '../default-world.ts';
import { dispatch } from '../events.ts';
import type { HumanSide } from '../human-side.ts';
import { post } from '../messages.ts';
import { maySee, personOf, type Workspace } from '../workspace.ts';
import { channelOf } from './interaction.ts';

/** What people see, and whom they invite. */
export function newLooks(workspace: Workspace): Pick<HumanSide, 'world' | 'messages' | 'listen' | 'invite'> {
  const { people, channels, manifest, suggestions, history, audience } = workspace;
  return {
    world({ as }) {
      const first = [...people.keys()][0] ?? '';
      const me = personOf(workspace, as ?? first);
      return {
        team: TEAM,
        me,
        people: [...people.values()],
        channels: [...channels.values()].filter((channel) => maySee(channel, me)),
        commands: manifest.commands.map(({ escapes: _escapes, ...command }) => command),
        shortcuts: manifest.messageShortcuts,
        suggestions,
        hasHome: manifest.hasHome,
      };
    },
    messages: ({ as, channel }) => ({ messages: history.seenBy(channelOf(workspace, as, channel).id, as) }),
    listen({ as }, hear) {
      personOf(workspace, as);
      return audience.listen(as, hear);
    },
    async invite({ as, channel: id }) {
      const channel = channelOf(workspace, as, id);
      if (!channel.memberIds.includes(as)) throw new Error(`${as} is not in #${channel.name}`);
      if (channel.isArchived) throw new Error(`#${channel.name} is archived`);
      if (channel.botIsMember) return {};
      const joined = { ...channel, botIsMember: true, memberIds: [...channel.memberIds, BOT.userId] };
      channels.set(id, joined);
      for (const person of people.keys()) audience.tell(person, { type: 'channels' });
      const text = `<@${BOT.userId}> has joined the channel`;
      const { ts } = post(workspace, joined, { subtype: 'channel_join', user: BOT.userId, text });
      dispatch(workspace, 'member_joined_channel', {
        type: 'member_joined_channel',
        user: BOT.userId,
        channel: id,
        channel_type: channel.isPrivate ? 'G' : 'C',
        team: TEAM.id,
        inviter: as,
        event_ts: ts,
      });
      return {};
    },
  };
}
