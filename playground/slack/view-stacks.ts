import type { JsonObject } from '../langsmith/json.ts';
import { withIds } from './blocks/check-blocks.ts';
import { isList, isObject } from './blocks/rule.ts';
import { BOT, TEAM } from './default-world.ts';
import type { SlackView } from './human-side.ts';

/**
 * The modals that people have open: a stack each, of up to three.
 * https://docs.slack.dev/surfaces/modals#lifecycle
 */
export type ViewStacks = Readonly<{
  /** Instead of whatever was open. */
  open(person: string, view: JsonObject): SlackView;
  /** @returns `undefined` when the stack is full */
  push(person: string, view: JsonObject): SlackView | undefined;
  find(id: string): Readonly<{ person: string; view: SlackView }> | undefined;
  findExternal(externalId: string): Readonly<{ person: string; view: SlackView }> | undefined;
  /** Gives it a new hash. */
  replace(id: string, view: JsonObject): SlackView | undefined;
  /** @returns what is on top then */
  close(id: string): SlackView | undefined;
  stack(person: string): readonly SlackView[];
  publishHome(person: string, view: JsonObject): SlackView;
  home(person: string): SlackView | undefined;
}>;

const MOST_VIEWS = 3;

export function newViewStacks(newId: (prefix: string) => string, newHash: () => string): ViewStacks {
  const stacks = new Map<string, readonly SlackView[]>();
  const homes = new Map<string, SlackView>();
  const stack = (person: string) => stacks.get(person) ?? [];
  const seek = (wanted: (view: SlackView) => boolean) => {
    for (const [person, views] of stacks) {
      const view = views.find(wanted);
      if (view) return { person, view };
    }
    return undefined;
  };
  const complete = (view: JsonObject, id: string, root: string, previous: string | null): SlackView => ({
    private_metadata: '',
    callback_id: '',
    external_id: '',
    ...(view.type === 'modal' ? { close: null, submit: null, clear_on_close: false, notify_on_close: false } : {}),
    ...view,
    blocks: withIds(isList(view.blocks) ? view.blocks.filter(isObject) : [], () => newId('b')),
    id,
    team_id: TEAM.id,
    app_id: BOT.appId,
    bot_id: BOT.botId,
    app_installed_team_id: TEAM.id,
    state: { values: {} },
    hash: newHash(),
    root_view_id: root,
    previous_view_id: previous,
  });

  return {
    open(person, view) {
      const id = newId('V');
      const opened = complete(view, id, id, null);
      stacks.set(person, [opened]);
      return opened;
    },
    push(person, view) {
      const below = stack(person);
      const top = below.at(-1);
      if (below.length >= MOST_VIEWS || !top) return undefined;
      const pushed = complete(view, newId('V'), top.root_view_id, top.id);
      stacks.set(person, [...below, pushed]);
      return pushed;
    },
    find: (id) => seek((view) => view.id === id),
    findExternal: (externalId) => seek((view) => externalId !== '' && view.external_id === externalId),
    replace(id, next) {
      const found = seek((view) => view.id === id);
      if (!found) return undefined;
      const { person, view } = found;
      const previous = typeof view.previous_view_id === 'string' ? view.previous_view_id : null;
      const replaced = complete(next, id, view.root_view_id, previous);
      stacks.set(
        person,
        stack(person).map((each) => (each.id === id ? replaced : each)),
      );
      return replaced;
    },
    close(id) {
      const found = seek((view) => view.id === id);
      if (!found) return undefined;
      const rest = stack(found.person).filter((view) => view.id !== id);
      stacks.set(found.person, rest);
      return rest.at(-1);
    },
    stack,
    publishHome(person, view) {
      const id = homes.get(person)?.id ?? newId('V');
      const published = complete(view, id, id, null);
      homes.set(person, published);
      return published;
    },
    home: (person) => homes.get(person),
  };
}
