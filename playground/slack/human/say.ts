import { teamOf } from '../events.ts';
import type { Attached, Channel, HumanSide, SlackFile, SlackMessage } from '../human-side.ts';
import { change, erase, post } from '../messages.ts';
import { asTyped, type Names } from '../mrkdwn.ts';
import { personOf, type Workspace } from '../workspace.ts';
import { channelOf } from './interaction.ts';

/** What people type, mend and take back. */
export function newSayings(workspace: Workspace): Pick<HumanSide, 'say' | 'upload' | 'deleteFile' | 'edit' | 'delete'> {
  const stored = (text: string) => asTyped(text, namesIn(workspace));
  return {
    async say({ as, channel: id, text, threadTs, files = [] }) {
      const channel = writable(workspace, as, id);
      const root = threadTs === undefined ? undefined : seen(workspace, channel, as, threadTs);
      if (files.length > MOST_FILES) throw new Error(`${MOST_FILES} files at most go with one message`);
      if (text === '' && files.length === 0) throw new Error('say something, or share a file');
      const { ts } = post(workspace, channel, {
        user: as,
        team: teamOf(workspace, as),
        text: stored(text),
        ...(files.length > 0 && {
          subtype: 'file_share',
          files: files.map((file) => attached(workspace, as, file)),
        }),
        ...(root ? { thread_ts: root.thread_ts ?? root.ts } : {}),
      });
      return { ts };
    },
    async upload({ as, name, content }) {
      personOf(workspace, as);
      return { id: uploaded(workspace, as, { name, content }).id };
    },
    async deleteFile({ as, file: id }) {
      const found = workspace.files.find(id);
      if (found?.file.user !== as) throw new Error(`the file ${id} is not by ${as}`);
      workspace.files.remove(id);
      const isHere = ({ files = [] }: SlackMessage) => files.some((file) => file.id === id);
      for (const channel of workspace.channels.values()) {
        for (const { ts } of workspace.history.all(channel.id).filter(isHere)) {
          change(workspace, channel, ts, ({ files = [], ...before }) => ({ ...before, files: files.map(without(id)) }));
        }
      }
      return {};
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

/** Of one message, in the composer: https://slack.com/help/articles/201330736-Add-files-to-Slack */
const MOST_FILES = 10;

/** @throws Error when this person uploaded no such file */
function attached(workspace: Workspace, as: string, given: Attached): SlackFile {
  if (!('id' in given)) return uploaded(workspace, as, given);
  const found = workspace.files.find(given.id);
  if (found?.file.user !== as) throw new Error(`the file ${given.id} is not by ${as}`);
  return found.file;
}

/** As the composer does it: https://docs.slack.dev/reference/events/message/file_share */
function uploaded({ files }: Workspace, as: string, given: Exclude<Attached, { id: string }>): SlackFile {
  const bytes = Buffer.from('content' in given ? given.content : '');
  const { id } = files.expect(given.name, bytes.length, as);
  files.receive(id, bytes);
  const file = files.complete(id, undefined, elsewhere(given));
  if (!file) throw new Error(`${given.name} could not be uploaded`);
  return file;
}

/** https://docs.slack.dev/reference/objects/file-object */
function elsewhere(given: Exclude<Attached, { id: string }>): Partial<SlackFile> {
  if ('address' in given) return { mode: 'external', url_private: given.address, url_private_download: given.address };
  return given.mode === 'quip' ? { mode: 'quip', filetype: 'quip', mimetype: 'application/vnd.slack-docs' } : {};
}

const without = (id: string) => (file: SlackFile) =>
  file.id === id ? { ...file, name: '', title: '', size: 0, mode: 'tombstone' as const } : file;

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
