import type { WebClient } from '@slack/web-api';
import { Keyv } from 'keyv';
import { RefineryError } from '../domain/errors.ts';
import type { Groups } from '../ports.ts';
import { codeOf, troubleOf } from './slack-trouble.ts';

/** How long somebody who was taken out of a group can still approve; presses of one moment share a look. */
const FRESH_MS = 5_000;
/** Somebody has to do something about it: https://docs.slack.dev/reference/methods/usergroups.users.list#errors */
const UNREADABLE =
  /^(?:no_such_subteam|subteam_not_found|missing_scope|no_permission|plan_upgrade_required|paid_teams_only)$/;

/** A user group of a workspace by the one name that it has here. */
const groupId = (team: string, group: string): string => `slack/${team}/${group}`;

/** Slack's user groups. A disabled one is asked for as any other, and counts as unknown, also where Slack lists nobody. */
export function slackGroups(client: () => Promise<Pick<WebClient, 'usergroups'>>): Groups {
  const known = new Keyv<readonly string[]>({ ttl: FRESH_MS });
  return {
    async membersOf(id) {
      const [, team, group] = /^slack\/(\w+)\/(S\w+)$/.exec(id) ?? [];
      if (team === undefined || group === undefined) return 'unknown';
      const before = await known.get(id);
      if (before) return before;
      const users = await usersOf(await client(), group);
      if (users === undefined || users.length === 0) return 'unknown';
      const members = users.map((user) => `slack/${team}/${user}`);
      await known.set(id, members);
      return members;
    },
  };
}

/** Where nobody keeps groups. */
export const NO_GROUPS: Groups = { membersOf: async () => 'unknown' };

/** One that can be chosen. */
export type UserGroup = Readonly<{ id: string; handle: string; name: string }>;

/** The groups of the workspace, by their names; `undefined` where Slack does not say. @param team the workspace's id */
export async function groupsIn(
  { usergroups }: Pick<WebClient, 'usergroups'>,
  team: string,
): Promise<readonly UserGroup[] | undefined> {
  const listed = await usergroups.list({ include_disabled: false }).catch(() => undefined);
  const groups = listed?.usergroups?.flatMap(({ id, handle = '', name = '', date_delete }) =>
    id === undefined || (date_delete ?? 0) > 0 ? [] : [{ id: groupId(team, id), handle, name }],
  );
  return groups?.toSorted((one, other) => one.name.localeCompare(other.name));
}

async function usersOf({ usergroups }: Pick<WebClient, 'usergroups'>, usergroup: string) {
  try {
    return (await usergroups.users.list({ usergroup, include_disabled: false })).users;
  } catch (error) {
    if (UNREADABLE.test(codeOf(error))) return undefined;
    const trouble = troubleOf(error);
    throw 'broken' in trouble
      ? trouble.broken
      : new RefineryError('slack-unavailable', `nobody says who is in ${usergroup}`, { cause: error });
  }
}
