import { z } from 'zod';
import type { JsonObject } from '../../langsmith/json.ts';
import { teamOf } from '../events.ts';
import type { Person } from '../human-side.ts';
import type { Workspace } from '../workspace.ts';
import { Text } from './given.ts';
import { defineMethod, type Method } from './method.ts';

const info = defineMethod({
  name: 'users.info',
  scopes: ['users:read'],
  tier: 'tier-4',
  given: z.object({ user: Text }),
  answer(given, workspace) {
    const person = workspace.people.get(given.user);
    return person ? { user: shown(workspace, person) } : { refused: 'user_not_found' };
  },
});

export const peopleMethods: readonly Method[] = [info];

/** https://docs.slack.dev/reference/objects/user-object */
function shown(workspace: Workspace, { id, name, realName, kind, isAdmin }: Person): JsonObject {
  return {
    id,
    team_id: teamOf(workspace, id),
    name,
    real_name: realName,
    deleted: false,
    tz: 'Etc/UTC',
    tz_offset: 0,
    profile: { real_name: realName, display_name: realName, team: teamOf(workspace, id) },
    is_admin: isAdmin === true,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: kind === 'guest',
    is_ultra_restricted: false,
    is_bot: kind === 'bot',
    is_app_user: false,
    // Absent for everybody of the own workspace.
    ...(kind === 'connect' ? { is_stranger: true } : {}),
  };
}
