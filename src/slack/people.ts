import type { WebClient } from '@slack/web-api';
import { Keyv } from 'keyv';
import { RefineryError } from '../domain/errors.ts';
import type { Person } from '../domain/project.ts';
import { shareWork } from '../store/share-work.ts';
import { troubleOf } from './slack-trouble.ts';

/** How long somebody who was made a guest can still pass for a member. */
const FRESH_MS = 60_000;
/** Of `users.info`: https://docs.slack.dev/reference/methods/users.info#errors */
const UNKNOWN = /\buser_not_(?:found|visible)\b/;

/** Guests and people of other companies see and discuss, and never decide. */
export type Known = Readonly<{
  by: Person;
  standing: 'member' | 'guest' | 'foreign';
  /** Looks after the workspace, and so may say who is in its groups. */
  isAdmin?: true;
}>;
export const MAY_NOT_DECIDE =
  'Guests and people of other companies can read along and discuss, but not decide. Ask a member of this workspace.';

export const MEMBERS_ONLY_LOOK = 'Only members of this workspace can see that. Ask one of them.';

export type People = (userId: string) => Promise<Known>;

/**
 * Who somebody is, as Slack says it: nothing that comes with a press is believed.
 * Whom Slack does not know, or who is a bot, counts as a guest, and so decides nothing.
 *
 * @throws RefineryError slack-unavailable, slack-denied when Slack does not say
 */
export function people(client: Pick<WebClient, 'users'>, team: string): People {
  const known = new Keyv<Known>({ ttl: FRESH_MS });
  // Somebody who sends twenty commands at once is asked about once.
  const share = shareWork<Known>();
  const ask = async (userId: string): Promise<Known> => {
    const id = `slack/${team}/${userId}`;
    const user = await client.users.info({ user: userId }).then(
      (answer) => answer.user,
      (error: unknown) => {
        if (UNKNOWN.test(error instanceof Error ? error.message : '')) return undefined;
        const trouble = troubleOf(error);
        throw 'broken' in trouble
          ? trouble.broken
          : new RefineryError('slack-unavailable', `nobody says who ${userId} is`, { cause: error });
      },
    );
    if (!user) return { by: { id, name: userId }, standing: 'guest' };
    const name = user.profile?.display_name || user.real_name || user.name || userId;
    const standing = standingOf(user, team);
    const isAdmin = standing === 'member' && (user.is_admin === true || user.is_owner === true);
    const found: Known = { by: { id, name }, standing, ...(isAdmin && { isAdmin }) };
    await known.set(userId, found);
    return found;
  };
  return (userId) => share(userId, async () => (await known.get(userId)) ?? ask(userId));
}

type User = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

function standingOf(user: User & { is_stranger?: boolean }, team: string): Known['standing'] {
  if (user.is_stranger || (user.team_id !== undefined && user.team_id !== team)) return 'foreign';
  const isMember = !user.deleted && !user.is_restricted && !user.is_ultra_restricted && !user.is_bot;
  return isMember ? 'member' : 'guest';
}
