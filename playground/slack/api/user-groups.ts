import { z } from 'zod';
import type { JsonObject } from '../../langsmith/json.ts';
import { TEAM } from '../default-world.ts';
import type { UserGroup } from '../human-side.ts';
import { Flag, Text } from './given.ts';
import { defineMethod, type Method } from './method.ts';

const SCOPES = ['usergroups:read'];

const list = defineMethod({
  name: 'usergroups.list',
  scopes: SCOPES,
  tier: 'tier-2',
  given: z.object({
    include_disabled: Flag.default(false),
    include_users: Flag.default(false),
    include_count: Flag.default(false),
  }),
  answer: ({ include_disabled, include_users, include_count }, { userGroups }) => ({
    usergroups: [...userGroups.values()]
      .filter(({ isDisabled }) => include_disabled || !isDisabled)
      .map((group) => ({
        ...shown(group),
        ...(include_users && { users: [...group.memberIds] }),
        ...(include_count && { user_count: group.memberIds.length }),
      })),
  }),
});

const users = defineMethod({
  name: 'usergroups.users.list',
  scopes: SCOPES,
  tier: 'tier-2',
  given: z.object({ usergroup: Text, include_disabled: Flag.default(false) }),
  answer({ usergroup, include_disabled }, { userGroups }) {
    const group = userGroups.get(usergroup);
    return group && (include_disabled || !group.isDisabled)
      ? { users: [...group.memberIds] }
      : { refused: 'no_such_subteam' };
  },
});

export const userGroupMethods: readonly Method[] = [list, users];

/** https://docs.slack.dev/reference/objects/usergroup-object */
const shown = ({ id, handle, name, isDisabled }: UserGroup): JsonObject => ({
  id,
  team_id: TEAM.id,
  is_usergroup: true,
  is_subteam: true,
  name,
  description: '',
  handle,
  is_external: false,
  date_create: 0,
  date_update: 0,
  date_delete: isDisabled ? 1 : 0,
  auto_type: null,
  prefs: { channels: [], groups: [] },
});
