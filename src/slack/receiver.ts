import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import { SocketModeClient, type SocketModeOptions } from '@slack/socket-mode';
import type { WebClientOptions } from '@slack/web-api';
import { type Answer, Deliveries, type Incoming, type SlackReceiver } from './deliveries.ts';
import { silentLogger } from './silent-logger.ts';
import { troubleOf } from './slack-trouble.ts';

/** With one line there is a gap of seconds whenever Slack refreshes it, in which slash commands fail. */
const LINES = 2;
/** Slack takes an acknowledgement for 3 seconds. */
const ACK_PATIENCE_MS = 2_500;
const DRAIN_PATIENCE_MS = 4_000;
/** How long a line may take until Slack greets on it. */
const GREETING_PATIENCE_MS = 20_000;
const CALL_PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

export type ReceiverOptions = Readonly<{
  appToken: string;
  clientOptions: Omit<WebClientOptions, 'logLevel' | 'logger'>;
  /** A line that could not be opened or was lost; it is opened again. */
  onTrouble(why: string): void;
}>;

/** What the Socket Mode client emits for everything that Slack delivers. */
type Delivery = Readonly<{
  ack(response?: unknown): Promise<void>;
  type: string;
  body: Record<string, unknown>;
  retry_num?: number;
  retry_reason?: string;
}>;

/**
 * Two Socket Mode lines into one Bolt app. `stop` finishes what has come in.
 */
export class SocketLines implements SlackReceiver {
  readonly #options: ReceiverOptions;
  readonly #deliveries: Deliveries;
  readonly #ending = new AbortController();
  readonly #clients = new Set<SocketModeClient>();
  #standing = 0;
  #deafSinceMs = performance.now();
  #lines: readonly Promise<void>[] = [];

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#deliveries = new Deliveries(options.onTrouble);
  }

  init(app: App): void {
    this.#deliveries.init(app);
  }

  noteFailure(body: object): void {
    this.#deliveries.noteFailure(body);
  }

  /** Nobody is waited for there: Slack brings everything by the lines. */
  async take(): Promise<Answer> {
    return [404, 'not found'];
  }

  /** How long no line has stood; 0 while one does. */
  deafMs(): number {
    return this.#standing > 0 ? 0 : performance.now() - this.#deafSinceMs;
  }

  /** Resolves with the first line that stands; rejects when Slack refuses the token. */
  async start(): Promise<void> {
    const first = Promise.withResolvers<void>();
    this.#lines = Array.from({ length: LINES }, () => this.#keepLine(first));
    await first.promise.catch(async (error: unknown) => {
      await this.stop();
      throw error;
    });
  }

  async stop(): Promise<void> {
    await this.#deliveries.settled(ACK_PATIENCE_MS);
    this.#ending.abort();
    await Promise.all([...this.#clients].map((client) => client.disconnect()));
    await Promise.all(this.#lines);
    await this.#deliveries.settled(DRAIN_PATIENCE_MS);
  }

  /** One line, opened again whenever it ends. The client's own way to do so gives up, and ends the process when it does. */
  async #keepLine(first: PromiseWithResolvers<void>): Promise<void> {
    for (let pauseMs = 0; !this.#ending.signal.aborted; ) {
      let stoodAtMs: number | undefined;
      const stands = () => {
        stoodAtMs = performance.now();
        first.resolve();
      };
      const error: unknown = await this.#oneLine(stands).catch((cause: unknown) => cause);
      if (this.#ending.signal.aborted) return;
      const trouble = error === undefined ? undefined : troubleOf(error);
      if (trouble && 'broken' in trouble) first.reject(trouble.broken);
      if (stoodAtMs === undefined) pauseMs = Math.min(Math.max(2 * pauseMs, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
      else pauseMs = performance.now() - stoodAtMs > FIRST_PAUSE_MS ? 0 : FIRST_PAUSE_MS;
      this.#options.onTrouble(error instanceof Error ? error.message : 'the line was closed');
      await sleep(pauseMs, undefined, { signal: this.#ending.signal }).catch(() => {});
    }
  }

  /** Resolves when the line has ended. */
  async #oneLine(stands: () => void): Promise<void> {
    const { appToken, clientOptions } = this.#options;
    const client = new SteadyClient(
      (error) => this.#options.onTrouble(error instanceof Error ? error.message : String(error)),
      {
        appToken,
        autoReconnectEnabled: false,
        clientOptions: { ...clientOptions, retryConfig: { retries: 0 }, timeout: CALL_PATIENCE_MS },
        logger: silentLogger,
      },
    );
    this.#clients.add(client);
    const ended = new Promise<void>((resolve) => client.once('disconnected', resolve));
    client.on('slack_event', (delivery: Delivery) => this.#deliveries.take(incoming(delivery)));
    try {
      await greeted(client);
      stands();
      this.#standing += 1;
      await ended.finally(() => {
        this.#standing -= 1;
        this.#deafSinceMs = performance.now();
      });
    } finally {
      this.#clients.delete(client);
    }
  }
}

function incoming({ ack, type, body, retry_num: retryNum, retry_reason: retryReason }: Delivery): Incoming {
  return { ack, body, isEvent: type === 'events_api', retryNum, retryReason };
}

/**
 * Slack's client takes for granted that an envelope is whole, and one that is not would end the process: nobody waits
 * for what its listener promises. An envelope that is not taken is not acknowledged either.
 */
class SteadyClient extends SocketModeClient {
  readonly #noteTrouble: (error: unknown) => void;

  constructor(noteTrouble: (error: unknown) => void, options: SocketModeOptions) {
    super(options);
    this.#noteTrouble = noteTrouble;
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    await super.onWebSocketMessage(data, isBinary).catch(this.#noteTrouble);
  }
}

/** A line on which nobody says hello would be waited for in vain, and with both like that the bot is deaf. */
async function greeted(client: SocketModeClient): Promise<void> {
  const late = new AbortController();
  const silence = sleep(GREETING_PATIENCE_MS, 'silence' as const, { signal: late.signal, ref: false });
  silence.catch(() => {});
  try {
    const heard = await Promise.race([client.start(), silence]);
    if (heard !== 'silence') return;
    void client.disconnect();
    throw new Error('Slack did not greet on a new line');
  } finally {
    late.abort();
  }
}
