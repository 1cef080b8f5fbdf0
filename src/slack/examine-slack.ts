import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { WebClient } from '@slack/web-api';
import { parse } from 'yaml';
import { z } from 'zod';
import { RefineryError } from '../domain/errors.ts';
import type { HeardBy } from './face.ts';
import { silentLogger } from './silent-logger.ts';
import { startError, whoAmI } from './who-am-i.ts';

const PATIENCE_MS = 5_000;
const Manifest = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
});

export type SlackToExamine = Readonly<{
  botToken: string;
  heardBy: HeardBy;
  apiUrl: string | undefined;
  /** Of the bot on this machine, which hears Slack there over HTTP. */
  port: number;
  /** The bot itself asks, and hears Slack right now: a line beside its own might take something away from it. */
  isHeard: boolean;
}>;

/** Which events reach an app Slack tells nobody but its owners, on the app's page. */
const EVENTS =
  'which events are on, Slack does not say: if a mention stays unanswered, compare Event Subscriptions with manifest.yml';

/**
 * Tries the token and the way in which Slack is heard, and compares what the app was installed with to what it needs.
 *
 * @param manifest path of `manifest.yml`
 * @returns which workspace it is, in a sentence. @throws RefineryError slack-denied, slack-unavailable
 */
export async function examineSlack(
  { botToken, heardBy, apiUrl, port, isHeard }: SlackToExamine,
  manifest: string,
): Promise<string> {
  const clientOptions = {
    ...(apiUrl && { slackApiUrl: apiUrl }),
    logger: silentLogger,
    retryConfig: { retries: 0 },
    timeout: PATIENCE_MS,
  };
  const bot = new WebClient(botToken, clientOptions);
  await whoAmI(bot);
  const { team, user, response_metadata } = await bot.auth.test();
  const needed = Manifest.parse(parse(await readFile(manifest, 'utf8'))).oauth_config.scopes.bot;
  const granted = response_metadata?.scopes;
  const missing = granted ? needed.filter((scope) => !granted.includes(scope)) : [];
  if (missing.length > 0)
    throw new RefineryError('slack-denied', `the app lacks ${missing.join(', ')}: install it anew with manifest.yml`);
  const way = isHeard
    ? 'it is heard'
    : 'appToken' in heardBy
      ? await examineLine(new WebClient(heardBy.appToken, clientOptions))
      : await examineHttp(heardBy.signingSecret, port);
  return `workspace ${team}, as @${user}; ${way}; ${EVENTS}`;
}

/** Opens a line as the bot does, and waits until Slack greets on it: a proxy may let the call through, and no line. */
async function examineLine(app: WebClient): Promise<string> {
  const { url } = await app.apps.connections.open({}).catch((cause: unknown) => {
    throw startError(cause);
  });
  const line = new WebSocket(url ?? '');
  const greeted = new Promise<boolean>((heard) => {
    line.addEventListener('message', ({ data }) => heard(String(data).includes('"hello"')), { once: true });
    line.addEventListener('error', () => heard(false), { once: true });
    line.addEventListener('close', () => heard(false), { once: true });
    AbortSignal.timeout(PATIENCE_MS).addEventListener('abort', () => heard(false));
  });
  const isGreeted = await greeted.finally(() => line.close());
  if (isGreeted) return 'a line of Socket Mode stands';
  throw new RefineryError(
    'slack-unavailable',
    'Slack gives an address for Socket Mode, but no line to it stands: let web sockets (wss) out to wss-primary.slack.com',
  );
}

/** Asks the bot on this machine what Slack asks an address by. Whether Slack reaches it, only Slack knows. */
async function examineHttp(signingSecret: string, port: number): Promise<string> {
  const body = JSON.stringify({ type: 'url_verification', challenge: 'doctor' });
  const seconds = `${Math.floor(Date.now() / 1_000)}`;
  const signature = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': seconds,
    'x-slack-signature': `v0=${signature}`,
  };
  const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => undefined);
  if (!answer) return `over HTTP; no bot runs on PORT ${port} right now, so requests were not tried`;
  if (answer.ok) return `a signed request to /slack/events on PORT ${port} is answered`;
  throw new RefineryError(
    'slack-denied',
    answer.status === 401
      ? 'the bot that runs here has another SLACK_SIGNING_SECRET: start it again'
      : `a signed request to /slack/events on PORT ${port} is answered with ${answer.status}; see that the bot, and nothing else, listens there`,
  );
}
