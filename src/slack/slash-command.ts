import type { ModalView } from '@slack/types';
import type { CaseId } from '../domain/case.ts';
import { channelKey } from '../refine/case/channel-key.ts';
import { answerContext } from './context-command.ts';
import { openingForm } from './forms/opening-form.ts';
import { maySetUp, setupForm } from './forms/setup-form.ts';
import { askToForget } from './hearing/ask-to-forget.ts';
import { linkJudge, NOT_BOUND, openCase } from './hearing/open-case.ts';
import { readCommand } from './hearing/read-command.ts';
import { answerOverview } from './overview-command.ts';
import { tellPeople } from './tell-people.ts';
import type { SlackTools } from './tools.ts';
import { HELP } from './views/help-view.ts';

export type SlashCommand = Readonly<{ text: string; channel: string; user: string; triggerId: string }>;

/** `whisper` is plain text for the person alone, `help` is mrkdwn of our own. */
export type CommandAnswer =
  | Readonly<{ whisper: string }>
  | Readonly<{ help: string }>
  | Readonly<{ modal: ModalView }>
  | Readonly<{ opened: CaseId }>;

const NO_REPOS =
  'There is no repository yet that this channel could be bound to. Whoever runs me names them in REFINERY_REPOS.';

/** Errors as `openCase`. */
export async function answerCommand(
  { text, channel, user, triggerId }: SlashCommand,
  tools: SlackTools,
): Promise<CommandAnswer> {
  const command = readCommand(text, linkJudge(tools));
  if (command.kind === 'help') return { help: HELP };
  if (command.kind === 'near-miss')
    return { whisper: command.corrected ? `${command.says} Write it like this:\n${command.corrected}` : command.says };

  if (command.kind === 'cases' || command.kind === 'stats')
    return { whisper: await answerOverview(command.kind, channel, tools) };
  if (command.kind === 'redraw') {
    const { place } = (await tools.desk.find(command.id)).now;
    // Of a case of another channel, not even that it is there is said.
    const isHere = place?.team === tools.team && place.channel === channel;
    return { whisper: isHere ? await tools.redraw(command.id) : tellPeople('case-not-found') };
  }

  const who = await tools.people(user);
  if (command.kind === 'open') {
    const { link, expectation, fresh, files } = command;
    const requestKey = `slack/${tools.team}/command/${triggerId}`;
    const opening = await openCase({ link, expectation, channel, thread: null, who, requestKey, fresh, files }, tools);
    return 'says' in opening ? { whisper: opening.says } : opening;
  }

  if (command.kind === 'forget') return askToForget(command.id, { who, channel }, tools);

  const bound = await tools.bindings.of(tools.workspace, channelKey({ team: tools.team, channel }));
  if (command.kind === 'setup') {
    const refused = maySetUp(who, bound);
    if (refused !== undefined) return { whisper: refused };
    if (tools.repos.length === 0) return { whisper: NO_REPOS };
    const about = { repos: tools.repos, bound, team: tools.team };
    return { modal: setupForm.draw({ channel, version: bound?.version ?? 0 }, about) };
  }
  if (command.kind === 'context')
    return bound ? answerContext(command.command, { channel, who, bound }, tools) : { whisper: NOT_BOUND };
  return bound ? { modal: openingForm.draw({ channel }, undefined) } : { whisper: NOT_BOUND };
}
