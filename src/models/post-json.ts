import { z } from 'zod';
import { RefineryError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Budget } from '../ports.ts';
import { tryJson } from '../refine/trace/parse-json.ts';
import { patientFetch } from './patient-fetch.ts';
import { readText } from './read-text.ts';
import { type Reached, typedError } from './typed-error.ts';

export type Line = Readonly<{
  /** Empty where the server asks for none. It never stands in an error. */
  apiKey: string;
  /** For one try; waiting for the provider's limits is not counted. */
  timeoutMs: number;
  /** What the provider gives in a minute; not given where nobody counts. */
  budget?: Budget | undefined;
  reached: Reached;
}>;

/** An answer is a few hundred kilobytes at most, and of a refusal only its message is wanted. */
const MOST_CHARS = 20_000_000;
const MOST_REFUSAL_CHARS = 64_000;

/**
 * Sends a request and reads the JSON that comes back. A redirect is not followed: it would carry the key elsewhere.
 *
 * @throws RefineryError as `Model.answer`
 */
export async function postJson(
  url: string,
  { headers, body }: Readonly<{ headers: Readonly<Record<string, string>>; body: JsonObject }>,
  { apiKey, timeoutMs, budget, reached }: Line,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const once: typeof fetch = (input, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    return fetch(input, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  };
  const send = budget ? patientFetch(budget, once) : once;
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'error',
      ...(signal && { signal }),
    });
    const text = await readText(response, response.ok ? MOST_CHARS : MOST_REFUSAL_CHARS);
    if (!response.ok) throw new RefusedError(response.status, text);
    const json = tryJson(text);
    if (json === undefined)
      throw new RefineryError('model-unavailable', 'the server answered something else than JSON');
    return json;
  } catch (cause) {
    throw typedError(cause, apiKey, reached);
  }
}

/** OpenAI, Anthropic and Google all write `{ error: { message } }`; some proxies of Google's put it into a list. */
const Refusal = z.object({
  error: z.object({
    message: z.string(),
    details: z.array(z.object({ reason: z.string().nullish().catch(null) })).catch([]),
  }),
});

class RefusedError extends Error {
  readonly status: number;
  /** What was said as JSON, whole. */
  readonly error: unknown;

  constructor(status: number, body: string) {
    const json = tryJson(body);
    const error = Refusal.safeParse(Array.isArray(json) ? json[0] : json).data?.error;
    super(`${status} ${error?.message ?? body}`);
    // Google refuses a wrong key with 400: https://github.com/google/timesketch/pull/3703
    const isKeyWrong = error?.details.some(({ reason }) => reason === 'API_KEY_INVALID');
    this.status = isKeyWrong ? 401 : status;
    this.error = json;
  }
}
