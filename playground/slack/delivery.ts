import type { JsonObject } from '../langsmith/json.ts';
import type { Clock, Envelope } from './human-side.ts';
import type { Outgoing, Sockets } from './sockets.ts';

/** Brings envelopes to the app, and waits for its acknowledgement. */
export type Delivery = Readonly<{
  /** A command or an interaction: once. */
  ask(type: 'slash_commands' | 'interactive', payload: JsonObject): Promise<Outcome>;
  /** An event: again at once, after 1 and after 5 minutes, until the app acknowledges it. */
  event(payload: JsonObject): void;
  /** Every delivery so far. */
  envelopes: readonly Envelope[];
  delay(delayMs: number): void;
}>;

export type Outcome =
  | Readonly<{ acknowledged: JsonObject }>
  | Readonly<{ unanswered: 'nobody-connected' | 'connection-lost' | 'timeout' }>;

export type Pace = Readonly<{
  /** https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response */
  answerWithinMs: number;
  /** https://docs.slack.dev/apis/events-api#retries */
  retryDelaysMs: readonly number[];
}>;

export function newDelivery(clock: Clock, carrier: Pick<Sockets, 'send'>, pace: Pace): Delivery {
  const { answerWithinMs, retryDelaysMs } = pace;
  const envelopes: Envelope[] = [];
  let delayMs = 0;

  const deliver = (outgoing: Outgoing): Promise<Outcome> => {
    const atMs = clock.nowMs();
    const index = envelopes.push({ ...outgoing, atMs }) - 1;
    const note = (more: Partial<Envelope>) => {
      envelopes[index] = { ...outgoing, atMs, ...envelopes[index], ...more };
    };
    return new Promise((resolve) => {
      const giveUp = clock.after(answerWithinMs, () => resolve({ unanswered: 'timeout' }));
      const settle = (outcome: Outcome) => {
        giveUp();
        resolve(outcome);
      };
      const leave = () => {
        const sent = carrier.send(outgoing);
        if (!sent) return settle({ unanswered: 'nobody-connected' });
        note({ connection: sent.connection });
        void sent.acknowledged.then((response) => {
          if (!response) return settle({ unanswered: 'connection-lost' });
          const ackedAfterMs = clock.nowMs() - atMs;
          note({ response, ackedAfterMs });
          settle(ackedAfterMs > answerWithinMs ? { unanswered: 'timeout' } : { acknowledged: response });
        });
      };
      if (delayMs > 0) clock.after(delayMs, leave);
      else leave();
    });
  };

  const persist = async (payload: JsonObject, retry: number): Promise<void> => {
    const outcome = await deliver({ type: 'events_api', payload, retry });
    const nextMs = retryDelaysMs[retry];
    if ('acknowledged' in outcome || nextMs === undefined) return;
    clock.after(nextMs, () => void persist(payload, retry + 1));
  };

  return {
    ask: (type, payload) => deliver({ type, payload, retry: 0 }),
    event: (payload) => void persist(payload, 0),
    envelopes,
    delay: (nextMs) => {
      delayMs = nextMs;
    },
  };
}
