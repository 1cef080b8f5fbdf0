import type { WebClient } from '@slack/web-api';
import { silentLogger } from './silent-logger.ts';
import { TracedClient } from './traced-client.ts';

const PATIENCE_MS = 5_000;

/**
 * A client for what people wait for: who they are, modals, and what they alone are told. A trigger is good for three
 * seconds, so it soon gives up; and it says at once that Slack wants patience, where a `WebClient` would hold back
 * everything else that it was asked for.
 */
export function answeringClient(token: string, clientOptions: Readonly<{ slackApiUrl?: string }> = {}): WebClient {
  return new TracedClient(token, {
    ...clientOptions,
    logger: silentLogger,
    retryConfig: { retries: 1, minTimeout: 200 },
    rejectRateLimitedCalls: true,
    timeout: PATIENCE_MS,
  });
}
