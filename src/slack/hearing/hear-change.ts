import { z } from 'zod';
import type { SlackTools } from '../tools.ts';
import { saidText } from './said-text.ts';

/** Somebody has edited what they said in a thread, or deleted it: `text` is then `null`. `change` names this one. */
export type Change = Readonly<{ channel: string; ts: string; thread: string; change: string; text: string | null }>;

const Said = z.looseObject({
  bot_id: z.never().optional(),
  ts: z.string(),
  thread_ts: z.string(),
  user: z.string(),
  text: z.string().default(''),
});

/** https://docs.slack.dev/reference/events/message/message_changed, and message_deleted. */
const Event = z.discriminatedUnion('subtype', [
  z.looseObject({
    subtype: z.literal('message_changed'),
    channel: z.string(),
    ts: z.string(),
    message: Said,
    previous_message: z.looseObject({ text: z.string().default('') }),
  }),
  z.looseObject({
    subtype: z.literal('message_deleted'),
    channel: z.string(),
    ts: z.string(),
    previous_message: Said,
  }),
]);

/** `undefined` for everything else: what the bot edits itself, a link that gets its preview, what is in no thread. */
export function asChange(message: unknown): Change | undefined {
  const read = Event.safeParse(message);
  if (!read.success) return undefined;
  const { data } = read;
  if (data.subtype === 'message_deleted') {
    const { ts, thread_ts: thread } = data.previous_message;
    return { channel: data.channel, ts, thread, change: data.ts, text: null };
  }
  const { ts, thread_ts: thread, text } = data.message;
  return text === data.previous_message.text ? undefined : { channel: data.channel, ts, thread, change: data.ts, text };
}

/** What people said counts as it stands now. Nothing that was done because of it is undone, and nobody is answered anew. */
export async function hearChange(change: Change, { desk, team, self }: SlackTools): Promise<void> {
  const { channel, thread, ts, text } = change;
  const id = await desk.caseIn({ team, channel, thread });
  if (id === undefined) return;
  const said = text === null ? '' : saidText(text.replaceAll(`<@${self}>`, ' ').trim());
  await desk.changeComment(id, ts, change.change, said === '' ? null : said);
}
