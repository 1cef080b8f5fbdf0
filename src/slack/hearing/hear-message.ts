import { z } from 'zod';
import type { CaseId } from '../../domain/case.ts';
import { whisper } from '../controls/reply.ts';
import { MAY_NOT_DECIDE } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { whatBecame } from '../what-became.ts';
import { answerDirect } from './answer-direct.ts';
import type { Answer, Heard } from './heard.ts';
import { openByMention } from './open-by-mention.ts';
import { saidText } from './said-text.ts';

/** What Slack calls a message, as far as somebody said something in it. Its shapes are dozens; these fields tell. */
const Said = z.looseObject({
  subtype: z.enum(['file_share', 'thread_broadcast']).optional(),
  bot_id: z.never().optional(),
  channel: z.string(),
  channel_type: z.string().optional(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  user: z.string(),
  text: z.string().default(''),
  files: z.array(z.looseObject({ id: z.string() })).default([]),
});

/**
 * `undefined` for what nobody said to the bot or into a thread. A mention in a
 * channel is not taken from here: it comes once more, as `app_mention`; but not reliably where a file was shared with it
 * (https://github.com/slackapi/bolt-python/issues/925), so such a one is.
 */
export function asHeard(message: unknown, self: string): Heard | undefined {
  const said = Said.safeParse(message);
  if (!said.success) return undefined;
  const { channel, channel_type, ts, thread_ts: thread = null, user, text } = said.data;
  const files = said.data.files.map(({ id }) => id);
  const isDirect = channel_type === 'im';
  const isMention = text.includes(`<@${self}>`);
  const isForUs = isDirect || (isMention ? files.length > 0 : thread !== null);
  return isForUs ? { channel, ts, thread, user, text, isDirect, files } : undefined;
}

/**
 * Everything that is said in a case's thread is context. It is answered when the
 * bot is addressed, and *that's not it* begins a new revision. Outside of such a
 * thread a mention opens a case. All of it is safe to repeat: each message has its ts.
 *
 * @param earlier texts of the thread before this message, oldest first; asked only when a case is to be opened
 */
export async function hearMessage(
  heard: Heard,
  tools: SlackTools,
  earlier: () => Promise<readonly string[]>,
): Promise<Answer> {
  const mention = `<@${tools.self}>`;
  const isAddressed = heard.isDirect || heard.text.includes(mention);
  const text = heard.text.replaceAll(mention, ' ').trim();
  const id =
    heard.thread === null
      ? undefined
      : await tools.desk.caseIn({ team: tools.team, channel: heard.channel, thread: heard.thread });
  if (id !== undefined) return discuss(id, { ...heard, text }, isAddressed, tools);
  if (heard.isDirect) return answerDirect({ ...heard, text }, tools);
  return isAddressed ? openByMention({ ...heard, text }, tools, earlier) : undefined;
}

const NOT_IT = /^(?:no[,.!]?\s+)?(?:that|this|it)(?:['’]s| is) not it\s*[:,.–—-]\s*(\S[\s\S]*)$/i;
const REDRAW = /^(?:please\s+)?redraw[.!]?$/i;
const MUTE = /^(?:please\s+)?(un)?mute[.!]?$/i;
const STOP = /^(?:please\s+)?stop[.!]?$/i;

async function discuss(id: CaseId, heard: Heard, isAddressed: boolean, tools: SlackTools): Promise<Answer> {
  const { desk, people } = tools;
  const who = await people(heard.user);
  const objection = NOT_IT.exec(heard.text)?.[1];
  const isStop = isAddressed && STOP.test(heard.text);
  const mute = isAddressed ? MUTE.exec(heard.text) : null;
  if ((objection !== undefined || isStop || mute) && who.standing !== 'member') return whisper(MAY_NOT_DECIDE);

  if (mute) {
    await (mute[1] === undefined ? desk.mute(id, who.by) : desk.unmute(id, who.by));
    tools.resume(id);
    return undefined;
  }
  if (isAddressed && REDRAW.test(heard.text)) return whisper(await tools.redraw(id));

  const comment = (addressed: boolean) =>
    desk.comment(id, heard.ts, { by: who.by, text: saidText(heard.text), addressed });
  if (!isStop && objection === undefined) {
    // In a muted thread nothing is a question to the analyst; it is kept as context like everything else.
    const isAsked = isAddressed && (await desk.find(id)).muted === undefined;
    if (heard.text === '') return isAsked ? whisper(WHAT_TO_ASK) : undefined;
    await comment(isAsked);
    if (isAsked) tools.resume(id);
    return undefined;
  }
  const isTooLate =
    objection === undefined
      ? (await desk.stop(id, who.by)) === 'too-late'
      : (await desk.object(id, who.by, saidText(objection), heard.ts)) === 'too-late';
  if (isTooLate) await comment(false);
  tools.resume(id);
  return isTooLate ? whisper(whatBecame(await desk.find(id))) : undefined;
}

const WHAT_TO_ASK =
  'Ask me something about this case in the same message, or say “That’s not it: …” with what I missed.';
