import type { JsonObject } from '../../langsmith/json.ts';
import { TOKENS } from '../default-world.ts';
import type { Workspace } from '../workspace.ts';
import type { Given } from './given.ts';
import { isRefusal, type Method, type Refusal } from './method.ts';
import { methods } from './methods.ts';

export type ApiAnswer = Readonly<{ status: number; body: JsonObject; headers: Readonly<Record<string, string>> }>;

/** What Slack looks at before it looks at the method's own arguments, in this order. */
export function answerCall(workspace: Workspace, name: string, token: string, given: Given | undefined): ApiAnswer {
  const method = methods.get(name);
  if (!method) return answered({ ok: false, error: 'unknown_method', req_method: name });
  const stranger = refusedToken(method, token);
  if (stranger) return refused(workspace, method, stranger);
  if (!given) return refused(workspace, method, { refused: 'invalid_form_data' });
  const { scopes } = workspace.manifest;
  if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.has(scope))) {
    return refused(workspace, method, { refused: 'missing_scope', needed: method.scopes.join(',') });
  }
  const channel = typeof given.channel === 'string' ? given.channel : undefined;
  const waitSeconds = workspace.rateLimits.mustWaitSeconds(name, method.tier, channel);
  if (waitSeconds !== undefined) return rateLimited(waitSeconds);
  const answer = method.answer(given, workspace);
  if (isRefusal(answer)) return refused(workspace, method, answer);
  return answered({ ok: true, ...answer }, scopeHeaders(workspace, method));
}

/** https://docs.slack.dev/apis/web-api/rate-limits#responding-to-rate-limiting-conditions */
export function rateLimited(seconds: number): ApiAnswer {
  return { status: 429, body: { ok: false, error: 'ratelimited' }, headers: { 'retry-after': String(seconds) } };
}

function refusedToken({ token: kind }: Method, token: string): Refusal | undefined {
  if (token === '') return { refused: 'not_authed' };
  if (token === TOKENS[kind]) return undefined;
  return { refused: Object.values(TOKENS).includes(token) ? 'not_allowed_token_type' : 'invalid_auth' };
}

function refused(workspace: Workspace, method: Method, { refused: error, needed, messages = [] }: Refusal): ApiAnswer {
  return answered(
    {
      ok: false,
      error,
      ...(needed === undefined ? {} : { needed, provided: [...workspace.manifest.scopes].join(',') }),
      ...(messages.length > 0
        ? { errors: [...messages], response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) } }
        : {}),
    },
    scopeHeaders(workspace, method),
  );
}

function answered(body: JsonObject, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { status: 200, body, headers };
}

function scopeHeaders({ manifest }: Workspace, { scopes }: Method): Readonly<Record<string, string>> {
  return { 'x-oauth-scopes': [...manifest.scopes].join(','), 'x-accepted-oauth-scopes': scopes.join(',') };
}
