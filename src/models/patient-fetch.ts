import { setTimeout as sleep } from 'node:timers/promises';
import type { Budget, RateLimits } from '../ports.ts';
import { limitsIn, waitInBody } from './rate-limits.ts';

/** Who is refused is refused again when others were faster. */
const MOST_TRIES = 5;
/** A longer wait is no limit of a minute: the workflow engine tries again, and people are told. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Tells the budget what the provider says of its limits with every answer, and sends again what was refused for them,
 * as soon as the provider names. Other answers are passed on as they are.
 */
export function patientFetch(budget: Budget, send: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    for (let tries = 1; ; tries++) {
      const response = await send(input, init);
      const { waitMs: inHeaders, ...said } = limitsIn(response.headers);
      const waitMs = response.status === 429 ? (inHeaders ?? (await waitInBody(response.clone()))) : undefined;
      const limits: RateLimits = waitMs === undefined ? said : { ...said, waitMs };
      budget.learn(limits);
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || tries === MOST_TRIES) return response;
      await response.body?.cancel();
      // It has its room already: in the row of the budget it would wait for what it has itself taken.
      await sleep(waitMs, undefined, init?.signal ? { signal: init.signal } : {});
    }
  };
}
