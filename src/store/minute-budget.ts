import type { Budget, RateLimits } from '../ports.ts';

export type PerMinute = Readonly<{ tokens: number; requests: number }>;

/** A little longer than a provider's, who counts by a clock of its own, and from when it has read a request. */
export const MINUTE_MS = 61_200;
/** Of a minute: so much may be asked at once after a rest. Providers look at shorter stretches than a minute. */
export const BURST = 1 / 6;
/** Below this a wait is not worth a timer. */
export const SHORTEST_WAIT_MS = 1;

/** What time it is, and how to be woken: in milliseconds from any beginning. */
export type BudgetClock = Readonly<{ nowMs(): number; after(ms: number, wake: () => void): NodeJS.Timeout }>;

const WORLD: BudgetClock = { nowMs: () => performance.now(), after: (ms, wake) => setTimeout(wake, ms) };

type Waiting = Readonly<{ tokens: number; begin(): void }>;

/**
 * A bucket of tokens and one of requests, each refilled all the time. A call that is larger than the bucket begins when
 * the bucket is full, and leaves a debt that the next ones wait for. In this process alone.
 *
 * @param usual what is assumed until the provider says otherwise
 */
export function minuteBudget(usual: PerMinute, { nowMs, after }: BudgetClock = WORLD): Budget {
  let limits = usual;
  let room: PerMinute = { tokens: usual.tokens * BURST, requests: Math.max(1, usual.requests * BURST) };
  let filledMs = nowMs();
  let closedUntilMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const waiting: Waiting[] = [];

  const most = (): PerMinute => ({ tokens: limits.tokens * BURST, requests: Math.max(1, limits.requests * BURST) });
  const fill = () => {
    const now = nowMs();
    const share = (now - filledMs) / MINUTE_MS;
    filledMs = now;
    const full = most();
    room = {
      tokens: Math.min(full.tokens, room.tokens + limits.tokens * share),
      requests: Math.min(full.requests, room.requests + limits.requests * share),
    };
  };
  /** How long the first in the row has to wait still. */
  const waitMs = ({ tokens }: Waiting): number => {
    const lacking = Math.min(tokens, most().tokens) - room.tokens;
    return Math.max(
      0,
      closedUntilMs - nowMs(),
      (lacking / limits.tokens) * MINUTE_MS,
      ((1 - room.requests) / limits.requests) * MINUTE_MS,
    );
  };
  const serve = () => {
    clearTimeout(timer);
    timer = undefined;
    fill();
    for (let next = waiting[0]; next; next = waiting[0]) {
      const left = waitMs(next);
      if (left >= SHORTEST_WAIT_MS) {
        timer = after(Math.ceil(left), serve);
        return;
      }
      waiting.shift();
      room = { tokens: room.tokens - next.tokens, requests: room.requests - 1 };
      next.begin();
    }
  };

  return {
    tokensPerMinute: async () => limits.tokens,

    async reserve(tokens, signal) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const mine: Waiting = { tokens, begin };
        function begin() {
          signal?.removeEventListener('abort', leave);
          resolve();
        }
        function leave() {
          waiting.splice(waiting.indexOf(mine), 1);
          reject(signal?.reason);
          serve();
        }
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(mine);
        serve();
      });
      let isSettled = false;
      return {
        settle(used) {
          if (isSettled) return;
          isSettled = true;
          fill();
          room = { ...room, tokens: Math.min(most().tokens, room.tokens + tokens - used) };
          serve();
        },
      };
    },

    learn({ tokensPerMinute, requestsPerMinute, tokensLeft, waitMs: closedMs }: RateLimits) {
      fill();
      limits = { tokens: tokensPerMinute ?? limits.tokens, requests: requestsPerMinute ?? limits.requests };
      // Others may use the same key: what is left can be less than is known here, and what is under way is in it already.
      if (tokensLeft !== undefined) room = { ...room, tokens: Math.min(room.tokens, tokensLeft) };
      if (closedMs !== undefined) closedUntilMs = Math.max(closedUntilMs, nowMs() + closedMs);
      serve();
    },
  };
}
