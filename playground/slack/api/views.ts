import { z } from 'zod';
import type { JsonObject } from '../../langsmith/json.ts';
import { checkView, isTooLarge } from '../blocks/check-view.ts';
import type { SlackView } from '../human-side.ts';
import type { Workspace } from '../workspace.ts';
import { Structure, Text } from './given.ts';
import { type Answer, defineMethod, type Method, type Refusal } from './method.ts';

const Triggered = z.object({ trigger_id: Text, view: Structure });

const open = defineMethod({
  name: 'views.open',
  scopes: [],
  tier: 'tier-4',
  given: Triggered,
  answer: (given, workspace) =>
    triggered(workspace, given, (person) => {
      for (const { id } of workspace.views.stack(person))
        workspace.audience.tell(person, { type: 'view-closed', viewId: id });
      return workspace.views.open(person, given.view);
    }),
});

const push = defineMethod({
  name: 'views.push',
  scopes: [],
  tier: 'tier-4',
  given: Triggered,
  answer: (given, workspace) =>
    triggered(workspace, given, (person) => {
      if (workspace.views.stack(person).length === 0) return { refused: 'not_found' };
      return workspace.views.push(person, given.view) ?? { refused: 'push_limit_reached' };
    }),
});

const update = defineMethod({
  name: 'views.update',
  scopes: [],
  tier: 'tier-4',
  given: z.object({ view_id: Text.optional(), external_id: Text.optional(), hash: Text.optional(), view: Structure }),
  answer(given, workspace) {
    const { views, audience } = workspace;
    const found = given.view_id ? views.find(given.view_id) : views.findExternal(given.external_id ?? '');
    if (!found) return { refused: 'not_found' };
    if (given.hash !== undefined && given.hash !== found.view.hash) return { refused: 'hash_conflict' };
    const wrong = viewRefusal(workspace, given.view, 'modal', found.view.id);
    if (wrong) return wrong;
    const now = views.replace(found.view.id, given.view) ?? found.view;
    audience.tell(found.person, { type: 'view', view: now });
    return { view: now };
  },
});

const publish = defineMethod({
  name: 'views.publish',
  scopes: [],
  tier: 'tier-4',
  given: z.object({ user_id: Text, view: Structure, hash: Text.optional() }),
  answer(given, workspace) {
    if (!workspace.manifest.hasHome) return { refused: 'not_enabled' };
    if (!workspace.people.has(given.user_id)) return { refused: 'user_not_found' };
    const before = workspace.views.home(given.user_id);
    if (given.hash !== undefined && before && given.hash !== before.hash) return { refused: 'hash_conflict' };
    const wrong = viewRefusal(workspace, given.view, 'home');
    if (wrong) return wrong;
    const view = workspace.views.publishHome(given.user_id, given.view);
    workspace.audience.tell(given.user_id, { type: 'home', view });
    return { view };
  },
});

export const viewMethods: readonly Method[] = [open, push, update, publish];

/** A view that Slack would not take does not use the trigger up. */
function triggered(
  workspace: Workspace,
  { trigger_id: triggerId, view }: z.infer<typeof Triggered>,
  show: (person: string) => SlackView | Refusal,
): Answer {
  const wrong = viewRefusal(workspace, view, 'modal');
  if (wrong) return wrong;
  const trigger = workspace.triggers.take(triggerId);
  if ('refused' in trigger) return trigger;
  const shown = show(trigger.personId);
  if ('refused' in shown) return { refused: String(shown.refused) };
  workspace.audience.tell(trigger.personId, { type: 'view', view: shown });
  return { view: shown };
}

export function viewRefusal(
  workspace: Workspace,
  view: JsonObject,
  type: 'modal' | 'home',
  id?: string,
): Refusal | undefined {
  if (isTooLarge(view)) return { refused: 'view_too_large' };
  const messages = checkView(view, type);
  if (messages.length > 0) return { refused: 'invalid_arguments', messages };
  const namesake = typeof view.external_id === 'string' ? workspace.views.findExternal(view.external_id) : undefined;
  return namesake && namesake.view.id !== id ? { refused: 'duplicate_external_id' } : undefined;
}
