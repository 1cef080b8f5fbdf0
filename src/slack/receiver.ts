import { setTimeout as sleep } from 'node:timers/promises';
import type { App, Receiver } from '@slack/bolt';
import { SocketModeClient, type SocketModeOptions } from '@slack/socket-mode';
import type { WebClientOptions } from '@slack/web-api';
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
 * Two Socket Mode lines into one Bolt app.
 *
 * An event is acknowledged when it was dealt with, not before: what a process
 * could not store when it was killed, Slack delivers again. Everything else the
 * handlers acknowledge themselves. `stop` finishes what has come in.
 */
export class SocketLines implements Receiver {
  readonly #options: ReceiverOptions;
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #ending = new AbortController();
  readonly #clients = new Set<SocketModeClient>();
  /** Bodies of events that a listener failed on. */
  readonly #failed = new WeakSet<object>();
  #standing = 0;
  #deafSinceMs = performance.now();
  #app: App | undefined;
  #lines: readonly Promise<void>[] = [];

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Whoever failed on an event says so, and Slack delivers it once more. */
  noteFailure(body: object): void {
    this.#failed.add(body);
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
    await settledWithin(ACK_PATIENCE_MS, this.#inFlight);
    this.#ending.abort();
    await Promise.all([...this.#clients].map((client) => client.disconnect()));
    await Promise.all(this.#lines);
    await settledWithin(DRAIN_PATIENCE_MS, this.#inFlight);
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
    const client = new SteadyClient((error) => this.#noteTrouble(error), {
      appToken,
      autoReconnectEnabled: false,
      clientOptions: { ...clientOptions, retryConfig: { retries: 0 }, timeout: CALL_PATIENCE_MS },
      logger: silentLogger,
    });
    this.#clients.add(client);
    const ended = new Promise<void>((resolve) => client.once('disconnected', resolve));
    client.on('slack_event', (delivery: Delivery) => this.#take(delivery));
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

  #noteTrouble(error: unknown): void {
    this.#options.onTrouble(error instanceof Error ? error.message : String(error));
  }

  #take(delivery: Delivery): void {
    const work = this.#process(delivery)
      .catch((error: unknown) => this.#noteTrouble(error))
      .finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  async #process({ ack, type, body, retry_num, retry_reason }: Delivery): Promise<void> {
    let isAcknowledged = false;
    const acknowledge = async (response?: unknown) => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      // Bolt answers an event with nothing and a command with what it was given. Slack may never hear it, where the
      // line broke meanwhile; what was stored goes on all the same.
      await ack(response === '' ? undefined : response).catch((error: unknown) => this.#noteTrouble(error));
    };
    const isEvent = type === 'events_api';
    await this.#app?.processEvent({
      body,
      ...(retry_num !== undefined && { retryNum: retry_num }),
      ...(retry_reason !== undefined && { retryReason: retry_reason }),
      ack: isEvent ? async () => {} : acknowledge,
    });
    if (isEvent && !this.#failed.has(body)) await acknowledge();
  }
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

async function settledWithin(patienceMs: number, work: ReadonlySet<Promise<unknown>>): Promise<void> {
  await Promise.race([Promise.allSettled([...work]), sleep(patienceMs, undefined, { ref: false })]);
}
