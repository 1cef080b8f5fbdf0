import { z } from 'zod';
import type { RateLimits } from '../ports.ts';
import { tryJson } from '../refine/trace/parse-json.ts';
import { readText } from './read-text.ts';

/**
 * Where each figure stands, the likeliest first. Of Anthropic's, `tokens` is the limit that binds.
 * https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers, which others have taken over;
 * https://docs.anthropic.com/en/api/rate-limits#response-headers
 */
const HEADERS = {
  tokensPerMinute: [
    'x-ratelimit-limit-tokens',
    'anthropic-ratelimit-tokens-limit',
    'anthropic-ratelimit-input-tokens-limit',
  ],
  requestsPerMinute: ['x-ratelimit-limit-requests', 'anthropic-ratelimit-requests-limit'],
  tokensLeft: [
    'x-ratelimit-remaining-tokens',
    'anthropic-ratelimit-tokens-remaining',
    'anthropic-ratelimit-input-tokens-remaining',
  ],
} as const;

/** A limit of nothing would be waited for for ever, so it is none. */
export function limitsIn(headers: Headers): RateLimits {
  const counts = Object.entries(HEADERS).flatMap(([figure, names]) => {
    const count = names.map((name) => countIn(headers, name)).find((value) => value !== undefined);
    return count === undefined || (count === 0 && figure.endsWith('PerMinute')) ? [] : [[figure, count] as const];
  });
  const waitMs = waitIn(headers);
  return { ...Object.fromEntries(counts), ...(waitMs !== undefined && { waitMs }) };
}

function countIn(headers: Headers, name: string): number | undefined {
  const value = Number(headers.get(name) ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** `retry-after-ms`, else `Retry-After` in seconds or as a date. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
export function waitIn(headers: Headers): number | undefined {
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const seconds = Number(said);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(said) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

const MOST_CHARS = 64_000;

/** Google says how long to wait in the body alone: https://github.com/googleapis/python-genai/issues/1875 */
const Refused = z.object({ error: z.object({ details: z.array(z.unknown()) }) });
const RetryInfo = z.object({
  '@type': z.literal('type.googleapis.com/google.rpc.RetryInfo'),
  retryDelay: z.string().regex(/^\d+(?:\.\d+)?s$/),
});

/** @param refusal read to its end, or to where it is too long to be one */
export async function waitInBody(refusal: Response): Promise<number | undefined> {
  const said = Refused.safeParse(tryJson(await readText(refusal, MOST_CHARS).catch(() => '')));
  const info = said.data?.error.details.map((detail) => RetryInfo.safeParse(detail).data).find(Boolean);
  return info && Math.ceil(Number.parseFloat(info.retryDelay) * 1_000);
}
