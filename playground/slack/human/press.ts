import type { Json, JsonObject } from '../../langsmith/json.ts';
import { BOT } from '../default-world.ts';
import type { Channel, HumanSide, SlackMessage, ViewState } from '../human-side.ts';
import type { Workspace } from '../workspace.ts';
import { channelOf, interaction, troubleOf } from './interaction.ts';
import { openView } from './modals.ts';
import { seen } from './say.ts';
import { completeState } from './view-state.ts';

/** Buttons, menus and message shortcuts. */
export function newPresses(workspace: Workspace): Pick<HumanSide, 'press' | 'shortcut'> {
  const ask = async (as: string, payload: JsonObject, channel?: string) => {
    const trouble = troubleOf(await workspace.delivery.ask('interactive', payload));
    if (trouble === undefined) return {};
    workspace.audience.tell(as, { type: 'trouble', text: trouble, ...(channel === undefined ? {} : { channel }) });
    return { trouble };
  };
  return {
    async press({ as, channel: id, messageTs, viewId, action, state = { values: {} } }) {
      if (!workspace.manifest.isInteractive) throw new Error('the manifest has no interactivity');
      const actions = [{ ...action, action_ts: workspace.history.nextTs() }];
      const base = { type: 'block_actions', ...interaction(workspace, as), actions };
      if (viewId !== undefined) {
        const home = workspace.views.home(as);
        const view = home?.id === viewId ? home : openView(workspace, as, viewId);
        return ask(as, {
          ...base,
          container: { type: 'view', view_id: viewId },
          view: { ...view, state: completeState(view.blocks, state) },
        });
      }
      if (id === undefined || messageTs === undefined) throw new Error('press where? a message or a view');
      const channel = channelOf(workspace, as, id);
      const message = seen(workspace, channel, as, messageTs);
      const where = message.bot_id === BOT.botId ? inMessage : inUnfurl;
      return ask(as, { ...base, ...where(workspace, as, channel, message, state, action) }, id);
    },
    async shortcut({ as, channel: id, ts, callbackId }) {
      const channel = channelOf(workspace, as, id);
      const message = seen(workspace, channel, as, ts);
      if (!workspace.manifest.messageShortcuts.some((shortcut) => shortcut.callbackId === callbackId)) {
        throw new Error(`the manifest has no message shortcut ${callbackId}`);
      }
      if (message.ephemeral) throw new Error('a message that you alone see has no shortcuts');
      const payload = {
        type: 'message_action',
        ...interaction(workspace, as),
        callback_id: callbackId,
        action_ts: workspace.history.nextTs(),
        message_ts: ts,
        message: { ...message },
        channel: { id: channel.id, name: channel.name },
        response_url: workspace.responseUrls.give({ channel: channel.id, person: as }),
      };
      return ask(as, payload, id);
    },
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
function inMessage(
  workspace: Workspace,
  as: string,
  channel: Channel,
  { ephemeral, ...message }: SlackMessage,
  state: ViewState,
): JsonObject {
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral ?? false,
      ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
    },
    channel: { id: channel.id, name: channel.isDirect ? 'directmessage' : channel.name },
    // The app gets no ephemeral message back.
    ...(ephemeral ? {} : { message }),
    state: completeState(message.blocks && [...message.blocks], state),
    response_url: workspace.responseUrls.give({ channel: channel.id, person: as, messageTs: message.ts }),
  };
}

/**
 * In what the app made of a link in somebody else's message: of that message only the container tells.
 * https://github.com/slackapi/java-slack-sdk/issues/1038
 */
function inUnfurl(
  workspace: Workspace,
  as: string,
  channel: Channel,
  message: SlackMessage,
  _state: ViewState,
  { action_id, value }: JsonObject,
): JsonObject {
  const unfurl = message.attachments?.find(
    ({ app_id, blocks }) => app_id === BOT.appId && holdsButton(blocks ?? null, action_id ?? null, value ?? null),
  );
  if (!unfurl) throw new Error(`the message ${message.ts} is not by the app`);
  return {
    container: {
      type: 'message_attachment',
      message_ts: message.ts,
      attachment_id: unfurl.id ?? 0,
      channel_id: channel.id,
      is_ephemeral: false,
      is_app_unfurl: true,
      app_unfurl_url: unfurl.from_url ?? '',
    },
    channel: { id: channel.id, name: channel.isDirect ? 'directmessage' : channel.name },
    app_unfurl: { ...unfurl },
    response_url: workspace.responseUrls.give({ channel: channel.id, person: as, messageTs: message.ts }),
  };
}

function holdsButton(within: Json, id: Json, value: Json): boolean {
  if (typeof within !== 'object' || within === null) return false;
  if (!Array.isArray(within) && 'action_id' in within)
    return within.action_id === id && (within.value ?? null) === value;
  return Object.values(within).some((inner) => holdsButton(inner, id, value));
}
