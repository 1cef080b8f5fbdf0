import type { JsonObject } from '../../langsmith/json.ts';
import { List, Text } from '../api/given.ts';
import { compose } from '../api/message-text.ts';
import { BOT, TEAM } from '../default-world.ts';
import { teamOf } from '../events.ts';
import type { Channel, HumanSide } from '../human-side.ts';
import { FROM_BOT, post } from '../messages.ts';
import { asTyped, escapeText } from '../mrkdwn.ts';
import { personOf, type Workspace } from '../workspace.ts';
import { channelOf } from './interaction.ts';
import { namesIn } from './say.ts';

/** Slash commands: https://docs.slack.dev/interactivity/implementing-slash-commands */
export function newCommands(workspace: Workspace): Pick<HumanSide, 'command'> {
  return {
    async command({ as, channel: id, command, text, threadTs }) {
      const channel = channelOf(workspace, as, id);
      const error = refusalOf(workspace, command, threadTs);
      if (error) return { error };
      const outcome = await workspace.delivery.ask('slash_commands', payloadOf(workspace, as, channel, command, text));
      if ('acknowledged' in outcome) {
        answer(workspace, channel, as, outcome.acknowledged);
        return {};
      }
      const trouble = `\`${command}\` failed because the app did not respond. Please try again or contact the app developer.`;
      workspace.audience.tell(as, { type: 'trouble', text: trouble, channel: channel.id });
      return { error: trouble };
    },
  };
}

function refusalOf({ manifest }: Workspace, command: string, threadTs: string | undefined): string | undefined {
  if (threadTs !== undefined) return `\`${command}\` is not supported in threads. Sorry!`;
  const isKnown = manifest.scopes.has('commands') && manifest.commands.some((known) => known.command === command);
  return isKnown ? undefined : `\`${command}\` is not a valid command.`;
}

function payloadOf(workspace: Workspace, as: string, channel: Channel, command: string, text: string): JsonObject {
  const escapes = workspace.manifest.commands.some((known) => known.command === command && known.escapes);
  return {
    token: 'unused',
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: channel.isDirect ? 'directmessage' : channel.name,
    user_id: as,
    user_name: personOf(workspace, as).name,
    user_team_id: teamOf(workspace, as),
    command,
    // Without `should_escape`, special characters are escaped all the same.
    text: escapes ? asTyped(text, namesIn(workspace)) : escapeText(text),
    api_app_id: BOT.appId,
    is_enterprise_install: 'false',
    response_url: workspace.responseUrls.give({ channel: channel.id, person: as }),
    trigger_id: workspace.triggers.give(as),
  };
}

/** What came along with the acknowledgement: for this person alone, unless it says otherwise. */
function answer(workspace: Workspace, channel: Channel, as: string, given: JsonObject): void {
  const text = Text.safeParse(given.text);
  const blocks = List.safeParse(given.blocks);
  const composed = compose(
    { ...(text.success ? { text: text.data } : {}), ...(blocks.success ? { blocks: blocks.data } : {}) },
    workspace,
  );
  if ('refused' in composed) return;
  const isForAll = given.response_type === 'in_channel';
  post(workspace, channel, { ...composed.draft, ...FROM_BOT }, isForAll ? undefined : as);
}
