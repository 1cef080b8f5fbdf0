import { channelKey } from '../../refine/case/channel-key.ts';
import { type PostForOne, type Reply, whisper } from '../controls/reply.ts';
import { MAY_NOT_DECIDE } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { directHelp, type Place, whereView } from '../views/direct-view.ts';
import { askDirectly, caseNamed } from './ask-directly.ts';
import type { Heard } from './heard.ts';
import { linksIn, withoutUnseen } from './links-in.ts';
import { linkJudge } from './open-case.ts';
import { readCommand } from './read-command.ts';

const NO_FILE_HERE =
  'A case is discussed in a channel. Share the file there, with @refinery expected: and what should have happened.';
const NO_TRACE = 'That is no link to a trace that I can read. Copy it from the address bar of the trace.';

/**
 * What is said to the bot alone: help; for the link of a trace the channels that may take its case, of those that the
 * person is in; a question about a case goes to its thread. Errors as `Bindings`, and as `WebClient` when Slack does not tell the channels.
 */
export async function answerDirect(
  { text, user, ts, files }: Pick<Heard, 'text' | 'user' | 'ts' | 'files'>,
  tools: SlackTools,
): Promise<Reply | PostForOne> {
  const links = linksIn(withoutUnseen(text));
  const judge = linkJudge(tools);
  const link = links.find((candidate) => judge(candidate.link) === 'trace')?.link;
  const named = link === undefined ? caseNamed(text) : undefined;
  if (named) return askDirectly(named, { text, user, ts }, tools);
  if (link === undefined && files.length > 0) return whisper(NO_FILE_HERE);
  if (link === undefined) return links.length > 0 ? whisper(NO_TRACE) : directHelp();
  const { standing } = await tools.people(user);
  if (standing !== 'member') return whisper(MAY_NOT_DECIDE);
  const command = readCommand(text, judge);
  const draft = command.kind === 'open' ? { link, expectation: command.expectation } : { link };
  return whereView(await placesOf(user, tools), draft);
}

async function placesOf(
  user: string,
  { channelsOf, bindings, workspace, team }: SlackTools,
): Promise<readonly Place[]> {
  const channels = await channelsOf(user);
  const bound = await bindings.among(
    workspace,
    channels.map((channel) => channelKey({ team, channel })),
  );
  return channels.flatMap((channel) => {
    const project = bound.get(channelKey({ team, channel }))?.project.name;
    return project === undefined ? [] : [{ channel, project }];
  });
}
