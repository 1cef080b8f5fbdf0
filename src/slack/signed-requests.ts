import type { IncomingHttpHeaders } from 'node:http';
import { type App, isValidSlackRequest } from '@slack/bolt';
import { z } from 'zod';
import { type Answer, Deliveries, type SignedRequest, type SlackReceiver } from './deliveries.ts';

export type SignedRequestsOptions = Readonly<{
  signingSecret: string;
  clock(): number;
  onTrouble(why: string): void;
}>;

/** Older than what Slack itself says is to be refused, or as far ahead: https://docs.slack.dev/authentication/verifying-requests-from-slack */
const MOST_APART_MS = 5 * 60_000;
const DRAIN_PATIENCE_MS = 4_000;

const Body = z.record(z.string(), z.unknown());

/**
 * Requests of Slack into one Bolt app, for who can be reached from outside. Whatever is not signed with our secret, now,
 * is refused before anybody looks into it.
 *
 * The same request within those minutes is taken again, as Slack itself may send it again: what is done by it, is done
 * once, since a message, a press or a command is known by its own id.
 */
export class SignedRequests implements SlackReceiver {
  readonly #options: SignedRequestsOptions;
  readonly #deliveries: Deliveries;
  #isOpen = false;

  constructor(options: SignedRequestsOptions) {
    this.#options = options;
    this.#deliveries = new Deliveries(options.onTrouble);
  }

  init(app: App): void {
    this.#deliveries.init(app);
  }

  noteFailure(body: object): void {
    this.#deliveries.noteFailure(body);
  }

  /** Whether Slack would reach us nobody can tell from here. */
  deafMs(): number {
    return 0;
  }

  async start(): Promise<void> {
    this.#isOpen = true;
  }

  /** What has come in is finished; Slack keeps what it could not bring. */
  async stop(): Promise<void> {
    this.#isOpen = false;
    await this.#deliveries.settled(DRAIN_PATIENCE_MS);
  }

  /** Resolves with what Slack is told: for an event, once it was dealt with. */
  async take(request: SignedRequest): Promise<Answer> {
    const { headers } = request;
    const text = Buffer.from(request.body).toString();
    if (!this.#isSigned(headers, text)) return [401, 'not signed with SLACK_SIGNING_SECRET'];
    if (!this.#isOpen) return [503, 'try again later'];
    const body = bodyIn(headers['content-type'], text);
    if (body === undefined) return [400, 'nothing that can be read'];
    if (body.ssl_check !== undefined) return [200, ''];
    if (body.type === 'url_verification') return [200, String(body.challenge ?? '')];

    const acknowledged = Promise.withResolvers<Answer>();
    const retry = Number(headers['x-slack-retry-num']);
    const reason = headers['x-slack-retry-reason'];
    const work = this.#deliveries.take({
      body,
      isEvent: body.type === 'event_callback',
      retryNum: Number.isInteger(retry) ? retry : undefined,
      retryReason: typeof reason === 'string' ? reason : undefined,
      ack: async (response) => acknowledged.resolve(asAnswer(response)),
    });
    // Nobody has acknowledged it: Slack brings an event again, and tells people that a press did not work.
    void work.then(() => acknowledged.resolve([500, 'not dealt with']));
    return acknowledged.promise;
  }

  #isSigned(headers: IncomingHttpHeaders, body: string): boolean {
    const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = headers;
    if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
    const { signingSecret, clock } = this.#options;
    // Bolt takes what is said to be of tomorrow.
    if (Math.abs(clock() - Number(timestamp) * 1_000) > MOST_APART_MS) return false;
    return isValidSlackRequest({
      signingSecret,
      body,
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) },
      nowMilliseconds: clock(),
    });
  }
}

/** JSON for events, a form for commands, a form with JSON in it for what is pressed. `undefined` for what is no object: Bolt ends the process on `payload=null`. */
function bodyIn(type: string | undefined, text: string): Record<string, unknown> | undefined {
  if (type?.startsWith('application/json')) return asObject(text);
  const form = Object.fromEntries(new URLSearchParams(text));
  return form.payload === undefined ? form : asObject(form.payload);
}

function asObject(json: string): Record<string, unknown> | undefined {
  try {
    return Body.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

function asAnswer(response: unknown): Answer {
  if (response === undefined || response === null) return [200, ''];
  return typeof response === 'string' ? [200, response] : [200, JSON.stringify(response), 'application/json'];
}
