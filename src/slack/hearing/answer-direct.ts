import { chooseForCase } from '../commands/choose-channel.ts';
import { type AnswerForOne, whisper } from '../controls/reply.ts';
import type { SlackTools } from '../tools.ts';
import { greetingView } from '../views/help-view.ts';
import { askDirectly, caseNamed } from './ask-directly.ts';
import type { Heard } from './heard.ts';
import { linksIn, withoutUnseen } from './links-in.ts';
import { linkJudge } from './open-case.ts';
import { readCommand } from './read-command.ts';

const NO_FILE_HERE =
  'A case is discussed in a channel. Share the file there, with @refinery expected: and what should have happened.';
const NO_TRACE = 'That is no link to a trace that I can read. Copy it from the address bar of the trace.';

/**
 * What is said to the bot alone: a command, with `/refinery` before it or without; the link of a trace; a question about
 * a case, which goes to its thread; else a greeting. Errors as `SlackTools.run`.
 */
export async function answerDirect(
  { text: said, user, channel, ts, files }: Pick<Heard, 'text' | 'user' | 'channel' | 'ts' | 'files'>,
  tools: SlackTools,
): Promise<AnswerForOne> {
  const text = withoutUnseen(said)
    .trim()
    .replace(/^\/refinery(?!\S)\s*/i, '');
  const judge = linkJudge(tools);
  const links = linksIn(text);
  const link = links.find((candidate) => judge(candidate.link) === 'trace')?.link;
  const command = readCommand(text, judge);
  const typed = { text, channel, user, thread: null, who: () => tools.people(user), request: `${channel}/${ts}` };

  if (link !== undefined) {
    // What is missing of a case is asked for by the form.
    return chooseForCase(command.kind === 'open' ? command : { link }, typed, tools);
  }
  if (command.kind !== 'near-miss') return tools.run(typed);
  const named = caseNamed(text);
  if (named) return askDirectly(named, { text, user, ts }, tools);
  if (files.length > 0) return whisper(NO_FILE_HERE);
  return links.length > 0 ? whisper(NO_TRACE) : greetingView();
}
