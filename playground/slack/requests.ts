import { createHmac } from 'node:crypto';
import { JsonObject } from '../langsmith/json.ts';
import type { Clock } from './human-side.ts';
import type { Outgoing, Sockets } from './sockets.ts';

export type RequestsTo = Readonly<{ url: string; signingSecret: string }>;

/** Nobody is connected: each delivery is a request of its own. */
const CONNECTION = 0;

/**
 * The same deliveries over HTTP, signed (https://docs.slack.dev/authentication/verifying-requests-from-slack): events as
 * JSON, commands as a form, what is pressed as JSON in a form. Whatever is not answered with 200 counts as lost.
 */
export function newRequests(clock: Clock, { url, signingSecret }: RequestsTo): Pick<Sockets, 'send'> {
  return {
    send(outgoing) {
      const [type, body] = written(outgoing);
      const seconds = Math.floor(clock.nowMs() / 1_000);
      const signature = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
      const headers = {
        'content-type': type,
        'x-slack-request-timestamp': `${seconds}`,
        'x-slack-signature': `v0=${signature}`,
        ...(outgoing.retry > 0 && { 'x-slack-retry-num': `${outgoing.retry}`, 'x-slack-retry-reason': 'http_error' }),
      };
      const acknowledged = fetch(url, { method: 'POST', headers, body })
        .then(async (answer) => (answer.ok ? readAnswer(await answer.text()) : undefined))
        .catch(() => undefined);
      return { connection: CONNECTION, acknowledged };
    },
  };
}

function written({ type, payload }: Outgoing): readonly [type: string, body: string] {
  if (type === 'events_api') return ['application/json', JSON.stringify(payload)];
  const form =
    type === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return ['application/x-www-form-urlencoded', new URLSearchParams(form).toString()];
}

/** Plain words are what a command is answered with. */
function readAnswer(text: string): JsonObject {
  if (text === '') return {};
  try {
    return JsonObject.parse(JSON.parse(text));
  } catch {
    return { text };
  }
}
