import { z } from 'zod';
import { RefineryError } from '../domain/errors.ts';

/** Why nothing can be written where a case is discussed; somebody there can change that. */
export type Closed = Readonly<{ closed: 'not-in-channel' | 'no-channel' | 'archived' | 'no-thread' }>;

/** What a failed call to Slack means for whoever made it. */
export type SlackTrouble =
  | Closed
  /** The call may have had its effect, or not: look, then try again after a while. */
  | Readonly<{ lookAgainMs: number }>
  /** The message that was to be changed is not there. */
  | Readonly<{ gone: true }>
  | Readonly<{ broken: RefineryError }>;

/** Errors of `@slack/web-api` by their code: https://docs.slack.dev/tools/node-slack-sdk/web-api#handle-errors */
const Failed = z.object({
  code: z.string(),
  data: z.object({ error: z.string() }).optional(),
  retryAfter: z.number().optional(),
  statusCode: z.number().optional(),
});

const CLOSED: ReadonlyMap<string, Closed['closed']> = new Map([
  ['not_in_channel', 'not-in-channel'],
  ['channel_not_found', 'no-channel'],
  ['is_archived', 'archived'],
  ['thread_not_found', 'no-thread'],
]);
const DENIED = /^(invalid_auth|not_authed|account_inactive|token_revoked|token_expired|missing_scope|no_permission)$/;
const FOR_A_WHILE = /^(internal_error|fatal_error|service_unavailable|request_timeout|team_added_to_org)$/;
const SHORT_WHILE_MS = 500;
const SECOND_MS = 1_000;

export function troubleOf(error: unknown): SlackTrouble {
  const failed = Failed.safeParse(error);
  if (!failed.success) return { broken: new RefineryError('unexpected', String(error), { cause: error }) };
  const { code, data, retryAfter, statusCode } = failed.data;
  switch (code) {
    case 'slack_webapi_rate_limited_error':
      return { lookAgainMs: (retryAfter ?? 1) * SECOND_MS };
    case 'slack_webapi_request_error':
      return { lookAgainMs: SHORT_WHILE_MS };
    case 'slack_webapi_http_error':
      return (statusCode ?? 0) >= 500 ? { lookAgainMs: SHORT_WHILE_MS } : unexpected(`HTTP ${statusCode}`, error);
    default:
      return platformTrouble(data?.error ?? code, error);
  }
}

/** Slack does not take the message as it is; trying again would not help. */
export const isRefusedAsWritten = (error: unknown): boolean => codeOf(error) === 'invalid_blocks';

/** What Slack itself said of a call, in its word for it; empty when it said nothing. */
export const codeOf = (error: unknown): string => Failed.safeParse(error).data?.data?.error ?? '';

function platformTrouble(said: string, error: unknown): SlackTrouble {
  const closed = CLOSED.get(said);
  if (closed) return { closed };
  if (said === 'message_not_found') return { gone: true };
  if (/^rate_?limited$/.test(said)) return { lookAgainMs: SECOND_MS };
  if (FOR_A_WHILE.test(said)) return { lookAgainMs: SHORT_WHILE_MS };
  if (DENIED.test(said)) return { broken: new RefineryError('slack-denied', said, { cause: error }) };
  return unexpected(said, error);
}

function unexpected(said: string, cause: unknown): SlackTrouble {
  return { broken: new RefineryError('unexpected', `Slack answered ${said}`, { cause }) };
}
