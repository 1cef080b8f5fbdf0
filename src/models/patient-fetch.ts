import { setTimeout as sleep } from 'node:timers/promises';
import type { Budget, RateLimits } from '../ports.ts';

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
      const said = limitsIn(response.headers);
      const waitMs = response.status === 429 ? said.waitMs : undefined;
      budget.learn(waitMs === undefined ? withoutWait(said) : said);
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || tries === MOST_TRIES) return response;
      await response.body?.cancel();
      // It has its room already: in the row of the budget it would wait for what it has itself taken.
      await sleep(waitMs, undefined, init?.signal ? { signal: init.signal } : {});
    }
  };
}

const withoutWait = ({ waitMs: _waitMs, ...said }: RateLimits): RateLimits => said;

/** https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers, which others have taken over. */
function limitsIn(headers: Headers): RateLimits {
  const count = (name: string) => {
    const value = Number(headers.get(name) ?? Number.NaN);
    return Number.isFinite(value) && value >= 0 ? value : undefined;
  };
  const known = {
    tokensPerMinute: count('x-ratelimit-limit-tokens'),
    requestsPerMinute: count('x-ratelimit-limit-requests'),
    tokensLeft: count('x-ratelimit-remaining-tokens'),
    waitMs: waitIn(headers),
  };
  // A limit of nothing would be waited for for ever.
  return Object.fromEntries(
    Object.entries(known).filter(([name, value]) => value !== undefined && (value > 0 || !name.endsWith('PerMinute'))),
  );
}

/** `retry-after-ms`, else `Retry-After` in seconds or as a date. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function waitIn(headers: Headers): number | undefined {
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const seconds = Number(said);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(said) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
