import { randomUUID } from 'node:crypto';
import type { Clock } from './human-side.ts';

/**
 * Addresses at which an app may answer somebody who did something, up to five times within half an
 * hour, wherever it happened: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export type ResponseUrls = Readonly<{
  give(to: Respondent): string;
  /** Uses one of the five. */
  take(id: string): Respondent | Readonly<{ refused: 'expired_url' | 'used_url' }>;
}>;

/** Whom an answer goes to, and which message (if any) it may replace. */
export type Respondent = Readonly<{ channel: string; person: string; messageTs?: string }>;

const MOST_USES = 5;
const GOOD_FOR_MS = 30 * 60_000;

export function newResponseUrls(clock: Clock, url: () => string): ResponseUrls {
  const given = new Map<string, { to: Respondent; atMs: number; uses: number }>();
  return {
    give(to) {
      const id = randomUUID();
      given.set(id, { to, atMs: clock.nowMs(), uses: 0 });
      return `${url()}/actions/${id}`;
    },
    take(id) {
      const found = given.get(id);
      if (!found || clock.nowMs() - found.atMs > GOOD_FOR_MS) return { refused: 'expired_url' };
      if (found.uses >= MOST_USES) return { refused: 'used_url' };
      found.uses++;
      return found.to;
    },
  };
}
