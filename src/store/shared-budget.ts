import type { Budget, RateLimits } from '../ports.ts';
import { SHORTEST_WAIT_MS } from './minute-budget.ts';
import { type Change, type Level, NOTHING, type Place, type SharedBucket } from './shared-bucket.ts';
import { waitInRow } from './wait-in-row.ts';

/** Others may have given something back, or heard of other limits: a long wait is looked at again. */
const LOOK_AGAIN_MS = 1_000;

type Waiting = { readonly size: number; place?: Place; begin(): void; fail(error: unknown): void };

/**
 * A bucket that all processes share, each with one statement at a time. Who waits has taken its tokens already, so that
 * all wait in one row, in the order of asking. No process takes more than a minute's worth ahead: if it is killed, the
 * others wait for no more than that.
 *
 * While the database is away nobody begins: those who wait are told `store-unavailable`. What was to be given back then,
 * or to be learnt, is lost; a minute refills it, and the next answer says it again.
 */
export function sharedBudget(bucket: SharedBucket): Budget {
  /** In the order of asking; those in front have their place in the row. */
  let waiting: Waiting[] = [];
  let unsaid = NOTHING;
  let level: Level | undefined;
  let busy = false;
  let timer: NodeJS.Timeout | undefined;

  const serve = async () => {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    try {
      do await turn();
      while (unsaid !== NOTHING || toPlace().length > 0);
    } catch (error) {
      unsaid = NOTHING;
      for (const { fail } of waiting.splice(0)) fail(error);
    }
    busy = false;
    const [first] = waiting;
    if (!first?.place || !level) return;
    timer = setTimeout(serve, Math.ceil(Math.min(waitInRow(first.place, level), LOOK_AGAIN_MS)));
  };

  /** Says what is to be said, takes for those who fit, and lets begin whoever is due. */
  const turn = async () => {
    const taking = toPlace();
    const said = { ...unsaid, take: { tokens: sumOf(taking), requests: taking.length } };
    unsaid = NOTHING;
    level = await bucket(said);
    const { taken } = level;
    for (const [index, one] of taking.entries()) {
      const behind = taking.slice(index + 1);
      one.place = { tokens: taken.tokens - sumOf(behind), requests: taken.requests - behind.length, size: one.size };
      if (!waiting.includes(one)) leaveRow(one.place);
    }
    for (let [first] = waiting; first?.place && isDue(first.place, level); [first] = waiting) {
      waiting.shift();
      first.begin();
    }
  };

  const isDue = (place: Place, now: Level) => waitInRow(place, now) < SHORTEST_WAIT_MS;
  const leaveRow = (place: Place) => {
    unsaid = { ...unsaid, gone: [...unsaid.gone, place] };
  };
  /** Those without a place who may have one now: the first in any case. */
  const toPlace = (): readonly Waiting[] => {
    let ahead = 0;
    const { tokens: most, requests } = level?.perMinute ?? { tokens: 0, requests: 0 };
    return waiting.filter(({ size, place }, index) => {
      ahead += size;
      return place === undefined && (index === 0 || (ahead <= most && index < requests));
    });
  };

  return {
    async reserve(size, signal) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const mine: Waiting = {
          size,
          begin() {
            signal?.removeEventListener('abort', leave);
            resolve();
          },
          fail(error) {
            signal?.removeEventListener('abort', leave);
            reject(error);
          },
        };
        function leave() {
          waiting = waiting.filter((one) => one !== mine);
          if (mine.place) leaveRow(mine.place);
          reject(signal?.reason);
          void serve();
        }
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(mine);
        void serve();
      });
      let isSettled = false;
      return {
        settle(used) {
          if (isSettled) return;
          isSettled = true;
          unsaid = { ...unsaid, back: unsaid.back + size - used };
          void serve();
        },
      };
    },

    async tokensPerMinute() {
      level ??= await bucket(NOTHING);
      return level.perMinute.tokens;
    },

    learn(heard) {
      if (level && isKnown(heard, level)) return;
      unsaid = { ...unsaid, ...learnt(unsaid, heard) };
      void serve();
    },
  };
}

const sumOf = (row: readonly Waiting[]): number => row.reduce((sum, { size }) => sum + size, 0);

/** Limits are said with every answer, and are seldom others than before. */
function isKnown(
  { tokensPerMinute, requestsPerMinute, tokensLeft, waitMs }: RateLimits,
  { perMinute }: Level,
): boolean {
  return (
    (tokensPerMinute ?? perMinute.tokens) === perMinute.tokens &&
    (requestsPerMinute ?? perMinute.requests) === perMinute.requests &&
    tokensLeft === undefined &&
    waitMs === undefined
  );
}

/** What is said later counts, but for a wait. */
function learnt({ said, closedMs }: Change, heard: RateLimits): Pick<Change, 'said' | 'closedMs'> {
  return {
    said: {
      tokensPerMinute: heard.tokensPerMinute ?? said.tokensPerMinute,
      requestsPerMinute: heard.requestsPerMinute ?? said.requestsPerMinute,
      tokensLeft: heard.tokensLeft ?? said.tokensLeft,
    },
    closedMs: Math.max(closedMs, heard.waitMs ?? 0),
  };
}
