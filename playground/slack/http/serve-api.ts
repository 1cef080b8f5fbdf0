import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../../langsmith/json.ts';
import { bodyOf } from '../../serve.ts';
import { type ApiAnswer, answerCall, rateLimited } from '../api/answer-call.ts';
import { type Given, readGiven } from '../api/given.ts';
import type { DueFaults } from '../faults.ts';
import type { ApiCall, Fault } from '../human-side.ts';
import type { Workspace } from '../workspace.ts';
import { replyJson } from './reply.ts';

/** The Web API over HTTP (https://docs.slack.dev/apis/web-api), with the faults that tests asked for. */
export async function serveApi(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  workspace: Workspace,
  faults: DueFaults,
  calls: ApiCall[],
): Promise<void> {
  const method = url.pathname.slice('/api/'.length);
  const body = await bodyOf(request);
  const given = body && readGiven(request.headers['content-type'] ?? '', body, url.searchParams);
  const { token = '', ...rest } = given ?? {};
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? String(token);
  const note = (outcome: string) =>
    calls.push({ method, given: recorded(rest), atMs: workspace.clock.nowMs(), outcome });

  const fault = faults.take(method);
  if (fault && fault.kind !== 'lost-answer') {
    note(fault.kind);
    return misbehave(response, fault);
  }
  const answer = answerCall(workspace, method, bearer, given && rest);
  note(fault?.kind ?? outcomeOf(answer));
  if (fault) request.socket.destroy();
  else replyJson(response, answer.status, answer.body, answer.headers);
}

function misbehave(response: ServerResponse, fault: Exclude<Fault, { kind: 'lost-answer' }>): void {
  if (fault.kind === 'error') replyJson(response, 200, { ok: false, error: fault.error });
  if (fault.kind === 'rate-limited') {
    const { status, body, headers } = rateLimited(fault.retryAfterSeconds);
    replyJson(response, status, body, headers);
  }
  if (fault.kind === 'status') {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end('<h1>Something went wrong</h1>');
  }
}

function outcomeOf({ body }: ApiAnswer): string {
  return body.ok === true ? 'ok' : String(body.error);
}

/** As plain JSON, with the fields of a form that hold JSON unfolded. */
function recorded(given: Given): JsonObject {
  const entries = Object.entries(given).map(([name, value]) => {
    if (typeof value !== 'string' || !/^[[{]/.test(value)) return [name, value];
    try {
      return [name, JSON.parse(value)];
    } catch {
      return [name, value];
    }
  });
  return Object.fromEntries(entries);
}
