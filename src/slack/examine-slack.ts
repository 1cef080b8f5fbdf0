import { readFile } from 'node:fs/promises';
import { WebClient } from '@slack/web-api';
import { parse } from 'yaml';
import { z } from 'zod';
import { RefineryError } from '../domain/errors.ts';
import { silentLogger } from './silent-logger.ts';
import { startError, whoAmI } from './who-am-i.ts';

const PATIENCE_MS = 5_000;
const Manifest = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
});

export type SlackTokens = Readonly<{ botToken: string; appToken: string; apiUrl: string | undefined }>;

/**
 * Tries both tokens, and compares what the app was installed with to what it needs.
 *
 * @param manifest path of `manifest.yml`
 * @returns which workspace it is, in a sentence. @throws RefineryError slack-denied, slack-unavailable
 */
export async function examineSlack({ botToken, appToken, apiUrl }: SlackTokens, manifest: string): Promise<string> {
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
  await new WebClient(appToken, clientOptions).apps.connections.open({}).catch((cause: unknown) => {
    throw startError(cause);
  });
  return `workspace ${team}, as @${user}; Socket Mode opens`;
}
