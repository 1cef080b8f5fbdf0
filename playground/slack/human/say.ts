import { teamOf } from '../events.ts';
import type { Channel, HumanSide, SlackFile, SlackMessage } from '../human-side.ts';
import { change, erase, post } from '../messages.ts';
import { asTyped, type Names } from '../mrkdwn.ts';
import type { Workspace } from '../workspace.ts';
import { channelOf } from './interaction.ts';

/** What people type, mend and take back. */
export function newSayings(workspace: Workspace): Pick<HumanSide, 'say' | 'edit' | 'delete'> {
  const stored = (text: string) => asTyped(text, namesIn(workspace));
  return {
    async say({ as, channel: id, text, threadTs, files = [] }) {
      const channel = writable(workspace, as, id);
      const root = threadTs === undefined ? undefined : seen(workspace, channel, as, threadTs);
      const { ts } = post(workspace, channel, {
        user: as,
        team: teamOf(workspace, as),
        text: stored(text),
        ...(files.length > 0 && {
          subtype: 'file_share',
          files: files.flatMap((file) => uploaded(workspace, as, file)),
        }),
        ...(root ? { thread_ts: root.thread_ts ?? root.ts } : {}),
      });
      return { ts };
    },
    async edit({ as, channel: id, ts, text }) {
      const channel = writable(workspace, as, id);
      own(workspace, channel, as, ts);
      const edited = { user: as, ts: workspace.history.nextTs() };
      change(workspace, channel, ts, (before) => ({ ...before, text: stored(text), edited }));
      return {};
    },
    async delete({ as, channel: id, ts }) {
      const channel = writable(workspace, as, id);
      erase(workspace, channel, own(workspace, channel, as, ts));
      return {};
    },
  };
}

/** As the composer does it: https://docs.slack.dev/reference/events/message/file_share */
function uploaded(
  { files }: Workspace,
  as: string,
  { name, content }: Readonly<{ name: string; content: string }>,
): readonly SlackFile[] {
  const bytes = Buffer.from(content);
  const { id } = files.expect(name, bytes.length, as);
  files.receive(id, bytes);
  return [files.complete(id, undefined) ?? []].flat();
}

/** @throws Error when the person sees no such message */
export function seen(workspace: Workspace, channel: Channel, as: string, ts: string): SlackMessage {
  const message = workspace.history.find(channel.id, ts);
  const onlyFor = workspace.history.onlyFor(channel.id, ts);
  if (!message || (onlyFor !== undefined && onlyFor !== as)) throw new Error(`${as} sees no message ${ts}`);
  return message;
}

function own(workspace: Workspace, channel: Channel, as: string, ts: string): SlackMessage {
  const message = seen(workspace, channel, as, ts);
  if (message.user !== as) throw new Error(`the message ${ts} is not by ${as}`);
  return message;
}

function writable(workspace: Workspace, as: string, id: string): Channel {
  const channel = channelOf(workspace, as, id);
  if (channel.isArchived) throw new Error(`#${channel.name} is archived`);
  if (!channel.memberIds.includes(as)) throw new Error(`${as} is not in #${channel.name}`);
  return channel;
}

export function namesIn({ people, channels }: Workspace): Names {
  return {
    people: new Map([...people.values()].map(({ name, id }) => [name, id])),
    channels: new Map([...channels.values()].flatMap(({ name, id, isDirect }) => (isDirect ? [] : [[name, id]]))),
  };
}
