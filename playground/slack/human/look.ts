import { BOT, TEAM } from '../default-world.ts';
import { dispatch } from '../events.ts';
import type { HumanSide } from '../human-side.ts';
import { post } from '../messages.ts';
import { maySee, personOf, type Workspace } from '../workspace.ts';
import { channelOf } from './interaction.ts';

/** What people see, and whom they invite. */
export function newLooks(
  workspace: Workspace,
): Pick<HumanSide, 'world' | 'messages' | 'listen' | 'invite' | 'changeGroup' | 'stopSession'> {
  const { people, channels, userGroups, manifest, suggestions, history, audience } = workspace;
  return {
    world({ as }) {
      const first = [...people.keys()][0] ?? '';
      const me = personOf(workspace, as ?? first);
      return {
        team: TEAM,
        me,
        people: [...people.values()],
        channels: [...channels.values()].filter((channel) => maySee(channel, me)),
        userGroups: [...userGroups.values()],
        commands: manifest.commands.map(({ escapes: _escapes, ...command }) => command),
        shortcuts: manifest.messageShortcuts,
        suggestions,
        hasHome: manifest.hasHome,
        ...(manifest.agent && {
          prompts: workspace.prompts.get(`D${me.id.slice(1)}`) ?? { prompts: manifest.agent.prompts },
        }),
        sessions: workspace.sessions.in(`D${me.id.slice(1)}`),
      };
    },
    messages: ({ as, channel }) => ({ messages: history.seenBy(channelOf(workspace, as, channel).id, as) }),
    listen({ as }, hear) {
      personOf(workspace, as);
      return audience.listen(as, hear);
    },
    async changeGroup({ as, group: id, ...changed }) {
      personOf(workspace, as);
      const group = userGroups.get(id);
      if (!group) throw new Error(`there is no user group ${id}`);
      for (const member of changed.memberIds ?? []) personOf(workspace, member);
      userGroups.set(id, { ...group, ...changed });
      for (const person of people.keys()) audience.tell(person, { type: 'channels' });
      return {};
    },
    /** https://docs.slack.dev/reference/events/agent_session_stopped */
    async stopSession({ as, channel: id, threadTs }) {
      const channel = channelOf(workspace, as, id);
      const session = workspace.sessions.find(channel.id, threadTs);
      if (session?.status !== 'processing') throw new Error('nothing is being done there that could be stopped');
      const event_ts = history.nextTs();
      const about = { channel: id, user: as, thread_ts: threadTs, streaming_message_ts: [], event_ts };
      dispatch(workspace, 'agent_session_stopped', { type: 'agent_session_stopped', ...about });
      return {};
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
