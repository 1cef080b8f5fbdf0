import { channelKey } from '../../refine/case/channel-key.ts';
import { type AnswerForOne, modal, whisper } from '../controls/reply.ts';
import { maySetUp } from '../forms/may-set-up.ts';
import { openingForm } from '../forms/opening-form.ts';
import { setupForm } from '../forms/setup-form.ts';
import { linkJudge, MEMBERS_ONLY, NOT_BOUND, openCase } from '../hearing/open-case.ts';
import { type ChannelCommand, readCommand } from '../hearing/read-command.ts';
import { MEMBERS_ONLY_LOOK } from '../people.ts';
import type { SlackTools, Typed } from '../tools.ts';
import { failuresView } from '../views/failures-view.ts';
import { helpView } from '../views/help-view.ts';
import { nearMissView } from '../views/near-miss-view.ts';
import { answerAboutCase } from './about-case-command.ts';
import { answerAudit } from './audit-command.ts';
import { answerWithoutChannel, isDirect } from './choose-channel.ts';
import { answerContext } from './context-command.ts';
import { answerDoctor } from './doctor-command.ts';
import { answerOverview } from './overview-command.ts';
import { answerTokens } from './tokens-command.ts';

const NO_REPOS =
  'There is no repository yet that this channel could be bound to. Whoever runs me names them in REFINERY_REPOS.';

/** Errors as `openCase`. */
export async function answerCommand(typed: Typed, tools: SlackTools): Promise<AnswerForOne> {
  const command = readCommand(typed.text, linkJudge(tools));
  switch (command.kind) {
    case 'help':
      return helpView();
    case 'near-miss':
      return nearMissView(command);
    case 'about-case':
      return answerAboutCase(command, typed, tools);
    case 'cases':
    case 'stats':
      return answerOverview(command.kind, await whereOf(typed, tools), tools);
    case 'doctor':
      return answerDoctor(typed, tools);
    case 'audit':
      return answerAudit(typed, tools);
    default:
      return isDirect(typed.channel)
        ? answerWithoutChannel(command, typed, tools, (there) => answerInChannel(command, there, tools))
        : answerInChannel(command, typed, tools);
  }
}

/** This channel; in a conversation with the bot alone, all that the person is in. */
async function whereOf({ channel, user }: Typed, { channelsOf }: SlackTools) {
  return isDirect(channel)
    ? { channels: await channelsOf(user), where: 'your channels' }
    : { channels: [channel], where: 'this channel' };
}

async function answerInChannel(command: ChannelCommand, typed: Typed, tools: SlackTools): Promise<AnswerForOne> {
  const { channel, thread, request, shownIn } = typed;
  const who = await typed.who();
  if (command.kind === 'open') {
    const { link, expectation, fresh, files, wishes } = command;
    const requestKey = `slack/${tools.team}/${request}`;
    const asked = { link, expectation, channel, thread, who, requestKey, fresh, files, wishes };
    const opening = await openCase(asked, tools);
    return 'says' in opening ? whisper(opening.says) : { show: 'nothing', begin: [opening.opened] };
  }

  const bound = await tools.bindings.of(tools.workspace, channelKey({ team: tools.team, channel }));
  if (command.kind === 'setup') {
    const refused = await maySetUp(who, bound, tools);
    if (refused !== undefined) return whisper(refused);
    if (tools.repos.length === 0) return whisper(NO_REPOS);
    const about = { repos: tools.repos, bound, team: tools.team, groups: (await tools.groupsHere()) ?? [] };
    return modal(setupForm.draw({ channel, version: bound?.version ?? 0 }, about));
  }
  if (command.kind === 'failures') {
    if (who.standing !== 'member') return whisper(MEMBERS_ONLY_LOOK);
    if (!bound) return whisper(NOT_BOUND);
    const found = await tools.findFailures(bound.project, command.withinMs);
    return failuresView(found, command.withinMs, shownIn === undefined ? undefined : channel);
  }
  if (!bound) return whisper(NOT_BOUND);
  if (command.kind === 'tokens') return answerTokens(command.link, { who, bound }, tools);
  if (command.kind === 'context') {
    return answerContext(command.command, { ...typed, who, bound }, tools);
  }
  if (who.standing !== 'member') return whisper(MEMBERS_ONLY);
  return modal(openingForm.draw({ channel, thread }, shownIn === undefined ? undefined : { channel }));
}
