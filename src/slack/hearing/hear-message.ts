import { z } from 'zod';
import type { CaseId } from '../../domain/case.ts';
import { type Known, MAY_NOT_DECIDE } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { whatBecame } from '../what-became.ts';
import { linkJudge, openCase } from './open-case.ts';
import { type Command, linksIn, readCommand, withoutUnseen } from './read-command.ts';
import { saidText } from './said-text.ts';

/** A message as Slack delivers it, once as `message`, and once more as `app_mention` where the bot is mentioned. */
export type Heard = Readonly<{
  channel: string;
  ts: string;
  /** `ts` of the message that it replies to. */
  thread: string | null;
  user: string;
  text: string;
  /** In a direct message everything is said to the bot. */
  isDirect: boolean;
}>;

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
});

/**
 * `undefined` for what nobody said to the bot or into a thread. A mention in a
 * channel is not taken from here: it comes once more, as `app_mention`.
 */
export function asHeard(message: unknown, self: string): Heard | undefined {
  const said = Said.safeParse(message);
  if (!said.success) return undefined;
  const { channel, channel_type, ts, thread_ts: thread = null, user, text } = said.data;
  const isDirect = channel_type === 'im';
  const isForUs = isDirect || (thread !== null && !text.includes(`<@${self}>`));
  return isForUs ? { channel, ts, thread, user, text, isDirect } : undefined;
}

/** What the person alone is told, in the thread where there is one. */
export type Answer = Readonly<{ whisper: string }> | undefined;

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
  return isAddressed ? openByMention({ ...heard, text }, tools, earlier) : undefined;
}

const NOT_IT = /^(?:no[,.!]?\s+)?(?:that|this|it)(?:['’]s| is) not it\s*[:,.–—-]\s*(\S[\s\S]*)$/i;
const REDRAW = /^(?:please\s+)?redraw[.!]?$/i;
const STOP = /^(?:please\s+)?stop[.!]?$/i;

async function discuss(id: CaseId, heard: Heard, isAddressed: boolean, tools: SlackTools): Promise<Answer> {
  const { desk, people } = tools;
  const who = await people(heard.user);
  const objection = NOT_IT.exec(heard.text)?.[1];
  const isStop = isAddressed && STOP.test(heard.text);
  if ((objection !== undefined || isStop) && who.standing !== 'member') return { whisper: MAY_NOT_DECIDE };

  if (heard.text === '') return isAddressed ? { whisper: WHAT_TO_ASK } : undefined;

  if (isAddressed && REDRAW.test(heard.text)) return { whisper: await tools.redraw(id) };

  const comment = (addressed: boolean) =>
    desk.comment(id, heard.ts, { by: who.by, text: saidText(heard.text), addressed });
  if (!isStop && objection === undefined) {
    await comment(isAddressed);
    if (isAddressed) tools.resume(id);
    return undefined;
  }
  const isTooLate =
    objection === undefined
      ? (await desk.stop(id, who.by)) === 'too-late'
      : (await desk.object(id, who.by, saidText(objection), heard.ts)) === 'too-late';
  if (isTooLate) await comment(false);
  tools.resume(id);
  return isTooLate ? { whisper: whatBecame(await desk.find(id)) } : undefined;
}

const WHAT_TO_ASK =
  'Ask me something about this case in the same message, or say “That’s not it: …” with what I missed.';

/** The link and the expectation may stand in the mention, or in what was said before it in the thread. */
async function openByMention(
  heard: Heard,
  tools: SlackTools,
  earlier: () => Promise<readonly string[]>,
): Promise<Answer> {
  const judge = linkJudge(tools);
  let command = readCommand(heard.text, judge);
  if (command.kind === 'near-miss' || command.kind === 'form') {
    const before = heard.thread === null ? [] : await earlier();
    command = withEarlier(heard.text, before, judge) ?? command;
  }
  switch (command.kind) {
    case 'open':
      return open(command, heard, await tools.people(heard.user), tools);
    case 'near-miss': {
      const corrected = command.corrected?.replace(/^\/refinery/, '@refinery');
      return { whisper: corrected ? `${command.says} Write it like this: ${corrected}` : command.says };
    }
    case 'context':
      return { whisper: 'Write /refinery context in the channel: what it says is for you alone.' };
    case 'setup':
      return { whisper: 'Write /refinery setup in the channel: a form can be opened from there alone.' };
    case 'forget':
      return { whisper: `Write /refinery forget ${command.id} in the channel: I ask back before I erase anything.` };
    default:
      return { whisper: HOW_TO_MENTION };
  }
}

const HOW_TO_MENTION =
  'Mention me with the link of a trace and what should have happened: @refinery <trace link> expected: say that … Or write /refinery in the channel, which opens a form.';

async function open(
  { link, expectation, fresh, files }: Command & { kind: 'open' },
  { channel, ts, thread }: Heard,
  who: Known,
  tools: SlackTools,
): Promise<Answer> {
  const requestKey = `slack/${tools.team}/${channel}/${ts}`;
  const opening = await openCase(
    { link, expectation, channel, thread: thread ?? ts, who, requestKey, fresh, files },
    tools,
  );
  if ('says' in opening) return { whisper: opening.says };
  tools.resume(opening.opened);
  return undefined;
}

/** The latest trace that was linked, and the latest words on what should have happened; those of the mention itself before all. */
function withEarlier(
  text: string,
  earlier: readonly string[],
  judge: ReturnType<typeof linkJudge>,
): (Command & { kind: 'open' }) | undefined {
  const texts = [...earlier, text].map(withoutUnseen).toReversed();
  const link = texts.flatMap(linksIn).find((candidate) => judge(candidate.link) === 'trace')?.link;
  if (link === undefined) return undefined;
  const asCommands = texts.map((said) => readCommand(`${link} ${withoutTraces(said, judge)}`, judge));
  return asCommands.find((command) => command.kind === 'open');
}

function withoutTraces(text: string, judge: ReturnType<typeof linkJudge>): string {
  return linksIn(text)
    .filter(({ link }) => judge(link) === 'trace')
    .reduce((left, { raw }) => left.replaceAll(raw, ' '), text);
}
