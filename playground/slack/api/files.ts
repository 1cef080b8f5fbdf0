import { z } from 'zod';
import { BOT } from '../default-world.ts';
import { FROM_BOT, post } from '../messages.ts';
import { asSent } from '../mrkdwn.ts';
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
  answer({ file: id }, { files }) {
    const found = files.find(id);
    return found ? { file: { ...found.file }, comments: [] } : { refused: 'file_not_found' };
  },
});

export const fileMethods: readonly Method[] = [getUploadUrl, completeUpload, info];
