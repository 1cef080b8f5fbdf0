import { LogLevel, type WebClient } from '@slack/web-api';
import { TracedClient } from '../traced-client.ts';

const PATIENCE_MS = 10_000;

/**
 * A client for drawing threads, apart from the one that opens modals: a 429 makes a `WebClient` hold back everything
 * it was asked for. This one tells at once and asks nothing twice by itself, since an answer that was lost may mean a
 * message that stands; `paint-thread.ts` looks first.
 */
export function paintingClient(token: string, { slackApiUrl }: Readonly<{ slackApiUrl?: string }> = {}): WebClient {
  return new TracedClient(token, {
    ...(slackApiUrl !== undefined && { slackApiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: PATIENCE_MS,
    logLevel: LogLevel.ERROR,
  });
}
