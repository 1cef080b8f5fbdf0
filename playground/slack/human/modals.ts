import type { Json, JsonObject } from '../../langsmith/json.ts';
import { viewRefusal } from '../api/views.ts';
import { isObject } from '../blocks/rule.ts';
import { dispatch } from '../events.ts';
import type { HumanSide, SlackView } from '../human-side.ts';
import { personOf, type Workspace } from '../workspace.ts';
import { interaction } from './interaction.ts';
import { completeState, unfinished } from './view-state.ts';

/** In Slack's words, whatever went wrong with a submission. */
const TROUBLE = 'We had some trouble connecting. Try again?';

/** Modals and the Home tab: https://docs.slack.dev/surfaces/modals */
export function newModals(workspace: Workspace): Pick<HumanSide, 'submit' | 'close' | 'home' | 'openDirect'> {
  return {
    async submit({ as, viewId, state: given }) {
      const view = openView(workspace, as, viewId);
      const state = completeState(view.blocks, given);
      const errors = unfinished(view.blocks, state);
      if (errors) return { errors };
      const outcome = await workspace.delivery.ask('interactive', {
        type: 'view_submission',
        ...interaction(workspace, as),
        view: { ...view, state },
        response_urls: [],
      });
      return 'acknowledged' in outcome ? respond(workspace, as, view, outcome.acknowledged) : { trouble: TROUBLE };
    },
    async close({ as, viewId }) {
      const view = openView(workspace, as, viewId);
      const closing = view.clear_on_close === true ? workspace.views.stack(as).toReversed() : [view];
      for (const each of closing) takeAway(workspace, as, each);
      for (const each of closing) {
        if (each.notify_on_close !== true) continue;
        const isCleared = each !== view;
        const payload = { type: 'view_closed', ...interaction(workspace, as), view: each, is_cleared: isCleared };
        void workspace.delivery.ask('interactive', payload);
      }
      return {};
    },
    async home({ as }) {
      personOf(workspace, as);
      if (!workspace.manifest.hasHome) throw new Error('the manifest has no Home tab');
      const view = workspace.views.home(as);
      dispatch(workspace, 'app_home_opened', {
        type: 'app_home_opened',
        user: as,
        channel: `D${as.slice(1)}`,
        tab: 'home',
        event_ts: workspace.history.nextTs(),
        ...(view ? { view } : {}),
      });
      return view ? { view } : {};
    },
    async openDirect({ as }) {
      personOf(workspace, as);
      const channel = `D${as.slice(1)}`;
      const event_ts = workspace.history.nextTs();
      dispatch(workspace, 'app_home_opened', { type: 'app_home_opened', user: as, channel, tab: 'messages', event_ts });
      return {};
    },
  };
}

/** @throws Error when this person has no such modal open */
export function openView(workspace: Workspace, as: string, id: string): SlackView {
  const found = workspace.views.find(id);
  if (found?.person !== as) throw new Error(`${as} has no view ${id} open`);
  return found.view;
}

/** What the app wants next: https://docs.slack.dev/surfaces/modals#response_actions */
function respond(
  workspace: Workspace,
  as: string,
  view: SlackView,
  given: JsonObject,
): Awaited<ReturnType<HumanSide['submit']>> {
  const { views, audience } = workspace;
  switch (given.response_action) {
    case undefined:
      takeAway(workspace, as, view);
      return {};
    case 'clear':
      for (const each of views.stack(as).toReversed()) takeAway(workspace, as, each);
      return {};
    case 'errors': {
      const errors = errorsIn(given.errors, view);
      return errors ? { errors } : { trouble: TROUBLE };
    }
    case 'update':
    case 'push': {
      const { view: next } = given;
      if (!isObject(next) || viewRefusal(workspace, next, 'modal', view.id)) return { trouble: TROUBLE };
      const shown = given.response_action === 'update' ? views.replace(view.id, next) : views.push(as, next);
      if (!shown) return { trouble: TROUBLE };
      audience.tell(as, { type: 'view', view: shown });
      return {};
    }
    default:
      return { trouble: TROUBLE };
  }
}

/** Errors must belong to input blocks of the view, and there must be some. */
function errorsIn(given: Json | undefined, { blocks }: SlackView): Readonly<Record<string, string>> | undefined {
  if (!isObject(given) || !Array.isArray(blocks)) return undefined;
  const inputs = blocks.flatMap((block) => (isObject(block) && block.type === 'input' ? String(block.block_id) : []));
  const entries = Object.entries(given).map(([id, text]) => [id, String(text)] as const);
  return entries.length > 0 && entries.every(([id]) => inputs.includes(id)) ? Object.fromEntries(entries) : undefined;
}

function takeAway({ views, audience }: Workspace, as: string, view: SlackView): void {
  const below = views.close(view.id);
  audience.tell(as, { type: 'view-closed', viewId: view.id });
  if (below) audience.tell(as, { type: 'view', view: below });
}
