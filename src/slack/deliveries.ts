import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, Receiver } from '@slack/bolt';

/** As it came by HTTP; the signature is of its very bytes. */
export type SignedRequest = Readonly<{ headers: IncomingHttpHeaders; body: Uint8Array }>;

/** What is answered by HTTP. */
export type Answer = readonly [status: number, text: string, type?: string];

/** What brings to a Bolt app what happens in Slack: over Socket Mode (`receiver.ts`) or HTTP (`signed-requests.ts`). */
export type SlackReceiver = Receiver &
  Readonly<{
    /** Whoever failed on an event says so, and Slack delivers it once more. */
    noteFailure(body: object): void;
    /** How long nothing could be heard, in milliseconds; 0 while it can. */
    deafMs(): number;
    /** What came to `/slack/events`. */
    take(request: SignedRequest): Promise<Answer>;
  }>;

/** One thing that happened. `ack` tells Slack, with what is to be shown at once. */
export type Incoming = Readonly<{
  body: Record<string, unknown>;
  isEvent: boolean;
  retryNum?: number | undefined;
  retryReason?: string | undefined;
  ack(response: unknown): Promise<void>;
}>;

/**
 * What came in and is being dealt with, by whatever way it came.
 *
 * An event is acknowledged when it was dealt with, not before: what a process could not store when it was killed, Slack
 * delivers again. Everything else the handlers acknowledge themselves.
 */
export class Deliveries {
  readonly #inFlight = new Set<Promise<unknown>>();
  /** Bodies of events that a listener failed on. */
  readonly #failed = new WeakSet<object>();
  readonly #onTrouble: (why: string) => void;
  #app: Pick<App, 'processEvent'> | undefined;

  constructor(onTrouble: (why: string) => void) {
    this.#onTrouble = onTrouble;
  }

  init(app: Pick<App, 'processEvent'>): void {
    this.#app = app;
  }

  noteFailure(body: object): void {
    this.#failed.add(body);
  }

  /** Resolves when it was dealt with, however that went. */
  take(incoming: Incoming): Promise<void> {
    const work: Promise<void> = this.#process(incoming)
      .catch((error: unknown) => this.#noteTrouble(error))
      .finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
    return work;
  }

  async settled(patienceMs: number): Promise<void> {
    await Promise.race([Promise.allSettled([...this.#inFlight]), sleep(patienceMs, undefined, { ref: false })]);
  }

  async #process({ ack, body, isEvent, retryNum, retryReason }: Incoming): Promise<void> {
    let isAcknowledged = false;
    const acknowledge = async (response?: unknown) => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      // Bolt answers an event with nothing and a command with what it was given. Slack may never hear it, where the
      // line broke meanwhile; what was stored goes on all the same.
      await ack(response === '' ? undefined : response).catch((error: unknown) => this.#noteTrouble(error));
    };
    await this.#app?.processEvent({
      body,
      ...(retryNum !== undefined && { retryNum }),
      ...(retryReason !== undefined && { retryReason }),
      ack: isEvent ? async () => {} : acknowledge,
    });
    if (isEvent && !this.#failed.has(body)) await acknowledge();
  }

  #noteTrouble(error: unknown): void {
    this.#onTrouble(error instanceof Error ? error.message : String(error));
  }
}
