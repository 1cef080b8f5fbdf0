import { setTimeout as wait } from 'node:timers/promises';
import { type ErrorKind, RefineryError } from '../../domain/errors.ts';
import { redactText } from '../../refine/text/redact.ts';

const REQUEST_MS = 30_000;
const MOST_WAITS = 2;
/** Who is to wait longer is told so, and the case goes on later. */
const LONGEST_WAIT_MS = 60_000;
const LONGEST_DETAIL = 300;

/** What an error of the SDK tells: https://github.com/octokit/request-error.js */
type Refused = Error &
  Readonly<{ status: number; response?: Readonly<{ headers: Readonly<Record<string, unknown>>; data?: unknown }> }>;

/**
 * Sends a request again when GitHub says that it was sent too soon: such a request was not carried out, whatever it asks
 * for. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export async function patient<Options extends Readonly<{ request: object }>, Answer>(
  request: (options: Options) => Answer | Promise<Answer>,
  options: Options,
): Promise<Answer> {
  for (let waits = 0; ; waits++) {
    try {
      const signal = AbortSignal.timeout(REQUEST_MS);
      return await request({ ...options, request: { ...options.request, signal } });
    } catch (error) {
      const waitMs = isRefused(error) ? waitOf(error) : undefined;
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || waits === MOST_WAITS) throw error;
      await wait(waitMs);
    }
  }
}

/**
 * The same request, with what breaks it as one of our errors, without what holds the token.
 *
 * @throws RefineryError repo-not-found, repo-denied, repo-unavailable
 */
export async function asGitHub<Answer>(repo: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RefineryError) throw error;
    throw new RefineryError(kindFor(error), `${repo}: ${detailOf(error)}`);
  }
}

/** GitHub understood, and has something against it; `saying` finds that in its own words. */
export function isInvalid(error: unknown, saying = /^/): boolean {
  return (
    isRefused(error) && error.status === 422 && saying.test(`${error.message} ${JSON.stringify(error.response?.data)}`)
  );
}

export function isRefused(error: unknown): error is Refused {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

/** We were not given the right to see it; GitHub calls much of that "not found". */
export function isDenied(error: unknown): boolean {
  return isRefused(error) && (error.status === 403 || error.status === 404) && waitOf(error) === undefined;
}

function kindFor(error: unknown): ErrorKind {
  if (!isRefused(error) || error.status >= 500 || waitOf(error) !== undefined) return 'repo-unavailable';
  return error.status === 404 || error.status === 410 ? 'repo-not-found' : 'repo-denied';
}

function detailOf(error: unknown): string {
  // The SDK calls it 500 when there was no answer at all.
  const status = isRefused(error) && error.response ? `GitHub answered ${error.status}: ` : '';
  return `${status}${redactText(error instanceof Error ? error.message : String(error)).slice(0, LONGEST_DETAIL)}`;
}

/** How long GitHub wants us to wait; `undefined` where it does not say that we were too fast. */
function waitOf({ status, response, message }: Refused): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const seconds = (name: string) => Number(response?.headers[name] ?? Number.NaN);
  if (Number.isFinite(seconds('retry-after'))) return seconds('retry-after') * 1_000;
  if (seconds('x-ratelimit-remaining') === 0) return Math.max(0, seconds('x-ratelimit-reset') * 1_000 - Date.now());
  return status === 429 || /secondary rate limit/i.test(message) ? LONGEST_WAIT_MS : undefined;
}
