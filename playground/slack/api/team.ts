import { z } from 'zod';
import { BOT, TEAM } from '../default-world.ts';
import { Text } from './given.ts';
import { defineMethod, type Method } from './method.ts';

const Nothing = z.object({});

const test = defineMethod({
  name: 'auth.test',
  scopes: [],
  tier: 'unlimited',
  given: Nothing,
  answer: (_given, { url, people }) => ({
    url: `${url()}/`,
    team: TEAM.name,
    team_id: TEAM.id,
    user: people.get(BOT.userId)?.name ?? '',
    user_id: BOT.userId,
    bot_id: BOT.botId,
    is_enterprise_install: false,
  }),
});

/** Tier 1 by its page; Slack tolerates the burst of an app that opens its connections at start. */
const openConnection = defineMethod({
  name: 'apps.connections.open',
  token: 'app',
  scopes: [],
  tier: 'unlimited',
  given: Nothing,
  answer: (_given, { url, sockets, manifest }) =>
    manifest.isSocketMode
      ? { url: `${url().replace('http', 'ws')}${sockets.newPath()}` }
      : { refused: 'not_allowed_token_type' },
});

const info = defineMethod({
  name: 'team.info',
  scopes: ['team:read'],
  tier: 'tier-3',
  given: Nothing,
  answer: () => ({ team: { ...TEAM, email_domain: '', icon: {} } }),
});

const bot = defineMethod({
  name: 'bots.info',
  scopes: ['users:read'],
  tier: 'tier-3',
  given: z.object({ bot: Text.optional() }),
  answer: ({ bot: id }, { people }) =>
    id === undefined || id === BOT.botId
      ? {
          bot: {
            id: BOT.botId,
            app_id: BOT.appId,
            user_id: BOT.userId,
            name: people.get(BOT.userId)?.realName ?? '',
            deleted: false,
            updated: 0,
          },
        }
      : { refused: 'bot_not_found' },
});

export const teamMethods: readonly Method[] = [test, openConnection, info, bot];
