import { z } from 'zod';
import { BOT } from '../default-world.ts';
import { channelKind } from '../events.ts';
import type { Channel } from '../human-side.ts';
import { FROM_BOT, post } from '../messages.ts';
import { asSent } from '../mrkdwn.ts';
import type { Workspace } from '../workspace.ts';
import { List, Text } from './given.ts';
import { defineMethod, type Method } from './method.ts';
import { postableChannel } from './reach.ts';

const getUploadUrl = defineMethod({
  name: 'files.getUploadURLExternal',
  scopes: ['files:write'],
  tier: 'tier-4',
  given: z.object({ filename: Text.min(1), length: z.coerce.number().int().min(1) }),
  answer({ filename, length }, { files }) {
    const { id, uploadUrl } = files.expect(filename, length, BOT.userId);
    return { upload_url: uploadUrl, file_id: id };
  },
});

/** No person's id: https://github.com/slackapi/bolt-js/issues/2115 */
const TAKES_FILES = /^[CGDZ]/;

const completeUpload = defineMethod({
  name: 'files.completeUploadExternal',
  scopes: ['files:write'],
  tier: 'tier-4',
  given: z.object({
    files: List,
    channel_id: Text.optional(),
    thread_ts: Text.optional(),
    initial_comment: Text.optional(),
  }),
  answer(given, workspace) {
    if (given.channel_id && !TAKES_FILES.test(given.channel_id)) return { refused: 'invalid_arguments' };
    const channel = given.channel_id ? postableChannel(workspace, given.channel_id) : undefined;
    if (channel && 'refused' in channel) return channel;
    const Named = z.array(z.object({ id: Text, title: Text.optional() })).min(1);
    const named = Named.safeParse(given.files);
    if (!named.success) return { refused: 'invalid_arguments' };
    const files = named.data.flatMap(({ id, title }) => workspace.files.complete(id, title) ?? []);
    if (files.length < named.data.length) return { refused: 'file_not_found' };
    if (channel) {
      const root = given.thread_ts ? { thread_ts: given.thread_ts } : {};
      post(workspace, channel, { ...FROM_BOT, ...root, text: asSent(given.initial_comment ?? ''), files });
    }
    return { files: files.map((file) => ({ ...file })) };
  },
});

const info = defineMethod({
  name: 'files.info',
  scopes: ['files:read'],
  tier: 'tier-4',
  given: z.object({ file: Text }),
  answer({ file: id }, workspace) {
    const found = workspace.files.find(id);
    const places = placesOf(id, workspace);
    // Of a file that is shared nowhere it is in, the app knows nothing.
    if (!found || (found.file.user !== BOT.userId && places.length === 0)) return { refused: 'file_not_found' };
    const within = (kind: ReturnType<typeof channelKind>) =>
      places.filter((channel) => channelKind(channel) === kind).map((channel) => channel.id);
    const shared = { channels: within('channels'), groups: within('groups'), ims: within('im') };
    return { file: { ...found.file, is_external: found.file.mode === 'external', ...shared }, comments: [] };
  },
});

/** Where the app sees that it was shared. */
function placesOf(id: string, { channels, history }: Workspace): readonly Channel[] {
  return [...channels.values()].filter(
    (channel) =>
      channel.botIsMember && history.all(channel.id).some(({ files }) => files?.some((file) => file.id === id)),
  );
}

export const fileMethods: readonly Method[] = [getUploadUrl, completeUpload, info];
