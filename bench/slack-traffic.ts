import type { ApiCall, Envelope, Slack } from '../playground/slack/human-side.ts';

/** What the emulator saw of a bot. */
export type Traffic = Pick<Slack, 'calls' | 'envelopes'>;

/** How long each command, press and submit waited to be acknowledged. */
export const acknowledgements = ({ envelopes }: Pick<Traffic, 'envelopes'>): readonly number[] =>
  envelopes.filter(({ type }) => type !== 'events_api').map(({ ackedAfterMs }) => ackedAfterMs ?? Number.NaN);

/** Milliseconds from each press or command to the modal that it opens; those that Slack refused took for ever. */
export function modalDelays({ calls, envelopes }: Traffic): readonly number[] {
  const askedAtMs = new Map(envelopes.map(({ payload, atMs }) => [payload.trigger_id, atMs]));
  return calls
    .filter(({ method }) => method === 'views.open')
    .map(({ given, atMs, outcome }) =>
      outcome === 'ok' ? atMs - (askedAtMs.get(given.trigger_id) ?? Number.NaN) : Number.POSITIVE_INFINITY,
    );
}

/** The command that asked to open a case on this link. */
export const commandFor = ({ envelopes }: Pick<Traffic, 'envelopes'>, link: string): Envelope | undefined =>
  envelopes.find(({ payload }) => typeof payload.text === 'string' && payload.text.includes(link));

export type PostedMessage = Readonly<{
  atMs: number;
  slot: string;
  case: string;
  channel: string;
  text: string;
  thread?: string;
}>;

/** The messages of threads that Slack took, in order. */
export function postedMessages({ calls }: Pick<Traffic, 'calls'>): readonly PostedMessage[] {
  return calls
    .filter(({ method, outcome }) => method === 'chat.postMessage' && outcome === 'ok')
    .flatMap(({ given, atMs }) => {
      const { channel, text, thread_ts, metadata } = given as unknown as Given;
      const { slot, case: id } = metadata.event_payload;
      return [{ atMs, slot, case: id, channel, text, ...(thread_ts !== undefined && { thread: thread_ts }) }];
    });
}

type Given = Readonly<{
  channel: string;
  text: string;
  thread_ts?: string;
  metadata: Readonly<{ event_payload: Readonly<{ slot: string; case: string }> }>;
}>;

export const refusedByLimits = ({ calls }: Pick<Traffic, 'calls'>): number =>
  calls.filter(({ outcome }) => /^rate_?limited$/.test(outcome)).length;

export const callsOf = ({ calls }: Pick<Traffic, 'calls'>, wanted: string): number =>
  calls.filter(({ method }) => method === wanted).length;

/** How often each of these may be called in a window, for the whole app or one channel: https://docs.slack.dev/apis/web-api/rate-limits */
const LIMITS: Readonly<Record<string, Readonly<{ most: number; windowMs: number }>>> = {
  'chat.postMessage': { most: 1, windowMs: 1_000 },
  'chat.update': { most: 50, windowMs: 60_000 },
  'conversations.history': { most: 50, windowMs: 60_000 },
  'conversations.replies': { most: 50, windowMs: 60_000 },
  'users.info': { most: 100, windowMs: 60_000 },
  'views.open': { most: 100, windowMs: 60_000 },
};

/** The most calls of a method in one window, in percent of what Slack allows. */
export function fullestWindow({ calls }: Pick<Traffic, 'calls'>, method: string): number {
  const { most = 1, windowMs = 1 } = LIMITS[method] ?? {};
  const perChannel = method === 'chat.postMessage';
  const some = calls.filter((call) => call.method === method);
  const lanes = Map.groupBy(some, ({ given }: ApiCall) => (perChannel ? String(given.channel) : ''));
  const counts = [...lanes.values()].flatMap((lane) =>
    lane.map(({ atMs: to }) => lane.filter(({ atMs }) => atMs > to - windowMs && atMs <= to).length),
  );
  return (100 * Math.max(0, ...counts)) / most;
}

export const LIMITED_METHODS = Object.keys(LIMITS);
