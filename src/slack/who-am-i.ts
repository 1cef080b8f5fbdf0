import type { WebClient } from '@slack/web-api';
import { RefineryError } from '../domain/errors.ts';
import { troubleOf } from './slack-trouble.ts';

/** The workspace that the token is of, and the bot itself. `self` is its user, `botId` is what its messages carry. */
export type Self = Readonly<{ team: string; self: string; botId: string }>;

/** @throws RefineryError slack-denied, slack-unavailable */
export async function whoAmI(client: Pick<WebClient, 'auth'>): Promise<Self> {
  const {
    team_id: team,
    user_id: self,
    bot_id: botId,
  } = await client.auth.test().catch((cause: unknown) => {
    throw startError(cause);
  });
  if (!team || !self || !botId) throw new RefineryError('slack-denied', 'SLACK_BOT_TOKEN is not the token of a bot');
  return { team, self, botId };
}

/** What keeps the bot from starting: its tokens, or Slack itself. */
export function startError(cause: unknown): RefineryError {
  if (cause instanceof RefineryError) return cause;
  const trouble = troubleOf(cause);
  if ('broken' in trouble && trouble.broken.kind === 'slack-denied') return trouble.broken;
  return new RefineryError('slack-unavailable', cause instanceof Error ? cause.message : String(cause), { cause });
}
