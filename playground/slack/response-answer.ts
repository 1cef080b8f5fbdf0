import { z } from 'zod';
import { Flag, Text } from './api/given.ts';
import { compose, MessageText } from './api/message-text.ts';
import { change, erase, FROM_BOT, post } from './messages.ts';
import type { Workspace } from './workspace.ts';

const Response = z.object({
  ...MessageText,
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: Flag.default(false),
  delete_original: Flag.default(false),
  thread_ts: Text.optional(),
});

/**
 * What the app sends to a response address. It works wherever the person was, also where the bot is no member.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export function answerResponse(
  workspace: Workspace,
  id: string,
  body: unknown,
): Readonly<{ status: number; body: Readonly<{ ok: true } | { ok: false; error: string }> }> {
  const fail = (status: number, error: string) => ({ status, body: { ok: false as const, error } });
  const to = workspace.responseUrls.take(id);
  if ('refused' in to) return fail(404, to.refused);
  const channel = workspace.channels.get(to.channel);
  const read = Response.safeParse(body);
  if (!channel || !read.success) return fail(400, 'invalid_payload');
  const { thread_ts: thread, delete_original: deletes, replace_original: replaces, response_type: type } = read.data;
  const original = to.messageTs === undefined ? undefined : workspace.history.find(channel.id, to.messageTs);
  if (deletes) {
    if (!original) return fail(404, 'message_not_found');
    erase(workspace, channel, original);
    return { status: 200, body: { ok: true } };
  }
  const composed = compose(read.data, workspace);
  if ('refused' in composed) return fail(400, composed.refused);
  if (replaces) {
    if (!original) return fail(404, 'message_not_found');
    change(workspace, channel, original.ts, ({ blocks: _blocks, attachments: _attachments, ...kept }) => ({
      ...kept,
      ...composed.draft,
    }));
    return { status: 200, body: { ok: true } };
  }
  const draft = { ...composed.draft, ...FROM_BOT, ...(thread === undefined ? {} : { thread_ts: thread }) };
  post(workspace, channel, draft, type === 'ephemeral' ? to.person : undefined);
  return { status: 200, body: { ok: true } };
}
