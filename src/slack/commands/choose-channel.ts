import { type AnswerForOne, whisper } from '../controls/reply.ts';
import type { ChannelCommand } from '../hearing/read-command.ts';
import { boundAmong } from '../home/bound-among.ts';
import type { BoundChannel } from '../home/home-scene.ts';
import { MAY_NOT_DECIDE } from '../people.ts';
import type { SlackTools, Typed } from '../tools.ts';
import { NOWHERE, runWhereView, whereView } from '../views/where-view.ts';

/** Of a conversation of two, as Slack names them: there no project is bound. https://docs.slack.dev/apis/web-api/using-the-conversations-api */
export const isDirect = (channel: string): boolean => channel.startsWith('D');

const SET_UP_WHERE = 'Which channel shall be set up? Write /refinery setup there; I must be in it: /invite @refinery';

/**
 * A command that is about a channel, typed where there is none: in which of those that the person is in shall it run?
 * Where there is one alone, nobody is asked. Errors as `Bindings`, as `WebClient` when Slack does not tell the channels, and as `run`.
 */
export async function answerWithoutChannel(
  command: ChannelCommand,
  typed: Typed,
  tools: SlackTools,
  run: (there: Typed) => Promise<AnswerForOne>,
): Promise<AnswerForOne> {
  if (command.kind === 'setup') return whisper(SET_UP_WHERE);
  if (command.kind === 'open') return chooseForCase(command, typed, tools);
  if ((await typed.who()).standing !== 'member') return whisper(MAY_NOT_DECIDE);
  const places = await placesOf(typed, tools);
  const [only, ...others] = places;
  if (!only) return whisper(NOWHERE);
  if (others.length > 0) return runWhereView(places, typed.text);
  return run({ ...typed, channel: only.id, thread: null, shownIn: typed.channel });
}

/** A case is discussed before others: in which channel, is for whoever opens it to say. Errors as `answerWithoutChannel`. */
export async function chooseForCase(
  draft: Readonly<{ link: string; expectation?: string }>,
  typed: Pick<Typed, 'user' | 'who'>,
  tools: SlackTools,
): Promise<AnswerForOne> {
  if ((await typed.who()).standing !== 'member') return whisper(MAY_NOT_DECIDE);
  return whereView(await placesOf(typed, tools), draft);
}

async function placesOf({ user }: Pick<Typed, 'user'>, tools: SlackTools): Promise<readonly BoundChannel[]> {
  return boundAmong(await tools.channelsOf(user), tools);
}
