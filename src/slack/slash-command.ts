import type { ModalView } from '@slack/types';
import { channelKey } from '../refine/case/channel-key.ts';
import { answerContext } from './context-command.ts';
import { modal, type PostForOne, postForOne, type Reply, whisper } from './controls/reply.ts';
import { maySetUp } from './forms/may-set-up.ts';
import { openingForm } from './forms/opening-form.ts';
import { setupForm } from './forms/setup-form.ts';
import { askToForget } from './hearing/ask-to-forget.ts';
import { linkJudge, MEMBERS_ONLY, NOT_BOUND, openCase } from './hearing/open-case.ts';
import { readCommand } from './hearing/read-command.ts';
import { answerOverview } from './overview-command.ts';
import { tellPeople } from './tell-people.ts';
import type { SlackTools, Typed } from './tools.ts';
import { failuresView } from './views/failures-view.ts';
import { HELP } from './views/help-view.ts';
import { nearMissView } from './views/near-miss-view.ts';

const NO_REPOS =
  'There is no repository yet that this channel could be bound to. Whoever runs me names them in REFINERY_REPOS.';

/** Errors as `openCase`. */
export async function answerCommand(
  { text, channel, thread, who: whoTyped, request, asked: askedIn }: Typed,
  tools: SlackTools,
): Promise<Reply | PostForOne> {
  const command = readCommand(text, linkJudge(tools));
  if (command.kind === 'help') return postForOne(HELP);
  if (command.kind === 'near-miss') return nearMissView(command);

  if (command.kind === 'cases' || command.kind === 'stats')
    return whisper(await answerOverview(command.kind, channel, tools));
  if (command.kind === 'redraw') {
    const { place } = (await tools.desk.find(command.id)).now;
    // Of a case of another channel, not even that it is there is said.
    const isHere = place?.team === tools.team && place.channel === channel;
    return whisper(isHere ? await tools.redraw(command.id) : tellPeople('case-not-found'));
  }

  const who = await whoTyped();
  if (command.kind === 'open') {
    const { link, expectation, fresh, files, wishes } = command;
    const requestKey = `slack/${tools.team}/${request}`;
    const asked = { link, expectation, channel, thread, who, requestKey, fresh, files, wishes };
    const opening = await openCase(asked, tools);
    return 'says' in opening ? whisper(opening.says) : { show: 'nothing', begin: [opening.opened] };
  }

  if (command.kind === 'forget') return asReply(await askToForget(command.id, { who, channel }, tools));

  const bound = await tools.bindings.of(tools.workspace, channelKey({ team: tools.team, channel }));
  if (command.kind === 'setup') {
    const refused = await maySetUp(who, bound, tools);
    if (refused !== undefined) return whisper(refused);
    if (tools.repos.length === 0) return whisper(NO_REPOS);
    const about = { repos: tools.repos, bound, team: tools.team, groups: (await tools.groupsHere()) ?? [] };
    return modal(setupForm.draw({ channel, version: bound?.version ?? 0 }, about));
  }
  if (command.kind === 'failures') {
    if (who.standing !== 'member') return whisper(MEMBERS_ONLY);
    if (!bound) return whisper(NOT_BOUND);
    return failuresView(await tools.findFailures(bound.project, command.withinMs), command.withinMs);
  }
  if (command.kind === 'context')
    return bound
      ? asReply(await answerContext(command.command, { channel, who, bound, typed: text, asked: askedIn }, tools))
      : whisper(NOT_BOUND);
  return bound ? modal(openingForm.draw({ channel, thread }, undefined)) : whisper(NOT_BOUND);
}

const asReply = (answer: Readonly<{ whisper: string }> | Readonly<{ modal: ModalView }>): Reply =>
  'whisper' in answer ? whisper(answer.whisper) : modal(answer.modal);
